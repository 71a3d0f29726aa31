import type { SessionState } from 'roomkey/client';
import { RoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendAgain } from './send-again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failing = (...codes: readonly ErrorCode[]) => {
  const left = [...codes];
  return vi.fn<() => Promise<string>>(async () => {
    const code = left.shift();
    if (code !== undefined) throw new RoomkeyError(code);
    return 'done';
  });
};

const LOADING: SessionState = { status: 'loading', user: null, reason: null, expiresAt: null };
const NOBODY: SessionState = { status: 'anonymous', user: null, reason: 'token_missing', expiresAt: null };
const signedIn = (id: string): SessionState => ({
  status: 'authenticated',
  user: { id, name: id, role: 'user', avatar: null },
  reason: null,
  expiresAt: Infinity,
});

/** A client of whoever is signed in at the moment. */
const clientOf = (session: SessionState) => {
  const test = { session, client: { session: { get: () => test.session } } };
  return test;
};

const { client } = clientOf(signedIn('ada'));

describe('a request that may be sent again', () => {
  it.each<ErrorCode>(['unavailable', 'timeout', 'draining'])('goes out once more after %s', async (code) => {
    const send = failing(code);
    const answer = sendAgain(client, send);
    await vi.runAllTimersAsync();
    expect(await answer).toBe('done');
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is given up after the third try, with what the last one said', async () => {
    const send = failing('unavailable', 'unavailable', 'timeout', 'timeout');
    const failure = sendAgain(client, send).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await failure).toMatchObject({ code: 'timeout' });
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each<ErrorCode>(['identity_mismatch', 'unauthenticated', 'rate_limited', 'not_found', 'internal'])(
    'does not go out again after %s',
    async (code) => {
      const send = failing(code);
      await expect(sendAgain(client, send)).rejects.toMatchObject({ code });
      expect(send).toHaveBeenCalledTimes(1);
    },
  );

  it('does not go out again once the reader has asked for something else', async () => {
    const send = failing('unavailable');
    const newer = new AbortController();
    const failure = sendAgain(client, send, newer.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    newer.abort('newer');
    await vi.runAllTimersAsync();
    expect(await failure).toBe('newer');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['somebody else', signedIn('ada'), signedIn('bob')],
    ['nobody', signedIn('ada'), NOBODY],
    ['whoever is found next', signedIn('ada'), LOADING],
    ['whoever is found next, by nobody', NOBODY, LOADING],
    ['somebody, by nobody', NOBODY, signedIn('bob')],
  ])('is not sent as %s', async (_who, asked, next) => {
    const send = failing('unavailable');
    const test = clientOf(asked);
    const failure = sendAgain(test.client, send).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    test.session = next;
    await vi.runAllTimersAsync();
    expect(await failure).toMatchObject({ code: 'identity_mismatch' });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it.each([LOADING, signedIn('ada'), NOBODY])('goes out once it is known who asked: %j', async (next) => {
    const send = failing('unavailable');
    const test = clientOf(LOADING);
    const answer = sendAgain(test.client, send);
    await vi.advanceTimersByTimeAsync(100);
    test.session = next;
    await vi.runAllTimersAsync();
    expect(await answer).toBe('done');
  });
});
