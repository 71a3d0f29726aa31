import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { isOutage, withoutValues } from './failures.ts';

const coded = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('an outage', () => {
  it.each(['ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', '08006', '53300', '57014', '57P01', '55P03'])(
    'is %s',
    (code) => {
      expect(isOutage(coded(code))).toBe(true);
      expect(isOutage(new DrizzleQueryError('select', [], coded(code)))).toBe(true);
      expect(isOutage(new AggregateError([coded(code)]))).toBe(true);
    },
  );

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Query read timeout',
  ])('is "%s"', (message) => expect(isOutage(new Error(message))).toBe(true));

  it.each(['23505', '22P02', '42601'])('is not %s', (code) => expect(isOutage(coded(code))).toBe(false));

  it('is not any failure', () => {
    expect(isOutage(new TypeError('undefined is not a function'))).toBe(false);
    expect(isOutage(undefined)).toBe(false);
  });
});

it('quotes no value of a query', () => {
  const error = new DrizzleQueryError('insert', ['hunter2'], coded('23505'));
  expect(error.message).toContain('hunter2');
  expect(withoutValues(error)).toBe(error.cause);
});
