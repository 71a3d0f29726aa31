import { RoomkeyError } from 'roomkey/contract';
import { describe, expect, it } from 'vitest';
import { describeConnection } from './connection-text.ts';

describe('the state of a connection', () => {
  it('says what the reader can do about it', () => {
    const error = new RoomkeyError('too_many_connections');
    expect(describeConnection({ status: 'reconnecting', attempt: 3, error }).text).toBe('Too many tabs open');
  });

  it('counts the tries of an outage, whatever it is', () => {
    const error = new RoomkeyError('rate_limited', { retryAfterMs: 5_000 });
    expect(describeConnection({ status: 'reconnecting', attempt: 3, error }).text).toBe(
      'Reconnecting, try 3',
    );
  });

  it('offers to try again only where nothing else does', () => {
    const error = new RoomkeyError('unavailable');
    expect(describeConnection({ status: 'failed', error }).canRetry).toBe(true);
    expect(describeConnection({ status: 'reconnecting', attempt: 1, error }).canRetry).toBe(false);
    expect(describeConnection({ status: 'connected' }).canRetry).toBe(false);
  });
});
