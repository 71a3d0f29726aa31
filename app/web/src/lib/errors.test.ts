import { RoomkeyError } from 'roomkey/contract';
import { describe, expect, it } from 'vitest';
import { describeError } from './errors.ts';

describe('what is said of an error', () => {
  it('is when to try again, where that is all it takes', () => {
    const error = new RoomkeyError('rate_limited', { retryAfterMs: 1_500 });
    expect(describeError(error)).toBe('That was a little fast. Try again in 2 seconds.');
    expect(describeError(new RoomkeyError('rate_limited'))).toMatch(/in 1 second\.$/);
  });

  it('is its own message otherwise', () => {
    expect(describeError(new RoomkeyError('forbidden', { message: 'Login to like posts' }))).toBe(
      'Login to like posts',
    );
  });
});
