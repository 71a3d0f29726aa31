import { describe, expect, it } from 'vitest';
import { ERROR_CODES, isErrorCode, RoomkeyError } from '../errors/index.ts';
import { fromConnectError, isAboutIdentity, outcomeOf } from './outcome.ts';

const codes = Object.keys(ERROR_CODES).filter(isErrorCode);

describe('the outcome of an error', () => {
  it('is decided by the table alone', () => {
    const outcomes = { backoff: 'retry', refresh: 'refresh', never: 'stop' };
    const expected = codes.map((code) => outcomes[ERROR_CODES[code].retry]);
    expect(codes.map((code) => outcomeOf(new RoomkeyError(code)))).toEqual(expected);
  });

  it('never signs anybody out for an outage', () => {
    const outages = codes.filter((code) => ERROR_CODES[code].retry === 'backoff');
    expect(outages).toContain('unavailable');
    expect(outages.filter(isAboutIdentity)).toEqual([]);
  });
});

describe('fromConnectError', () => {
  it('reads the code and the wait', () => {
    const error = Object.assign(new Error('x'), { data: { code: 'rate_limited', retryAfterMs: 50 } });
    expect(fromConnectError(error)).toMatchObject({ code: 'rate_limited', retryAfterMs: 50 });
  });

  it.each([undefined, null, 'text', {}, { code: 'made_up' }, { code: 'toString' }])(
    'takes %j as an outage',
    (data) => {
      expect(fromConnectError(Object.assign(new Error('x'), { data }))).toMatchObject({
        code: 'unavailable',
      });
    },
  );
});
