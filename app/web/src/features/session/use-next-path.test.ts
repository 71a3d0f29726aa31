import { describe, expect, it } from 'vitest';
import { safePath } from './use-next-path.ts';

describe('the way back after logging in', () => {
  it('is a path of this site', () => {
    expect(safePath('/posts/1?page=2')).toBe('/posts/1?page=2');
  });

  it.each([
    null,
    '',
    'https://elsewhere.example/',
    '//elsewhere.example/x',
    '/\\elsewhere.example',
    'javascript:alert(1)',
  ])('is the board when %s is asked for', (next) => expect(safePath(next)).toBe('/'));
});
