import { describe, expect, it } from 'vitest';
import { ERROR_CODES, RoomkeyError, isRoomkeyError } from './index.ts';

describe('a RoomkeyError', () => {
  it('has the message and retry of its code', () => {
    const error = new RoomkeyError('rate_limited');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RoomkeyError', code: 'rate_limited', retry: 'backoff' });
    expect(error.message).toBe(ERROR_CODES.rate_limited.message);
    expect(Object.hasOwn(error, 'cause')).toBe(false);
  });

  it('keeps what it is given', () => {
    const cause = new Error('secret');
    const issues = [{ path: ['a', 0], message: 'Expected a string' }];
    const error = new RoomkeyError('invalid_payload', { message: 'No', retryAfterMs: 5, issues, cause });
    expect(error).toMatchObject({ message: 'No', retryAfterMs: 5, issues, cause });
  });

  it('keeps its default message where none is given explicitly', () => {
    expect(new RoomkeyError('forbidden', { message: undefined }).message).toBe('Not allowed');
  });

  it('is recognized from another copy of the library, and nothing else is', () => {
    const foreign = Object.assign(new Error('x'), { name: 'RoomkeyError', code: 'forbidden' });
    expect(isRoomkeyError(foreign)).toBe(true);
    expect(isRoomkeyError(new RoomkeyError('forbidden'))).toBe(true);
    const others = [
      new Error('forbidden'),
      Object.assign(new Error('x'), { code: 'forbidden' }),
      Object.assign(new Error('x'), { name: 'RoomkeyError', code: 'ENOENT' }),
      { name: 'RoomkeyError', code: 'forbidden' },
      null,
      undefined,
      'forbidden',
    ];
    for (const value of others) expect(isRoomkeyError(value)).toBe(false);
  });
});
