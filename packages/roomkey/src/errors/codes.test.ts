import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorsPage } from '../../tools/errors-page.ts';
import { ERROR_CODES, isErrorCode } from './index.ts';

describe('the table of codes', () => {
  it.each(Object.entries(ERROR_CODES))('says everything of %s', (code, { retry, message, cause, fix }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(['never', 'refresh', 'backoff']).toContain(retry);
    expect(message).toMatch(/^[A-Z].*[^.]$/);
    for (const sentence of [cause, fix]) expect(sentence).toMatch(/^[A-Z`].*\.$/);
  });

  it('is the page of the reference; `node --import tsx packages/roomkey/tools/generate.ts` writes it', () => {
    const page = new URL('../../../../docs/reference/errors.md', import.meta.url);
    expect(readFileSync(page, 'utf8')).toBe(errorsPage());
  });

  it('has no code from the prototype of objects', () => {
    expect(isErrorCode('forbidden')).toBe(true);
    for (const value of ['toString', '__proto__', 'constructor', 'FORBIDDEN', '', null, 1, ['forbidden']]) {
      expect(isErrorCode(value)).toBe(false);
    }
  });
});
