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

describe('a request that may be sent again', () => {
  it.each<ErrorCode>(['unavailable', 'timeout', 'draining'])('goes out once more after %s', async (code) => {
    const send = failing(code);
    const answer = sendAgain(send);
    await vi.runAllTimersAsync();
    expect(await answer).toBe('done');
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is given up after the third try, with what the last one said', async () => {
    const send = failing('unavailable', 'unavailable', 'timeout', 'timeout');
    const failure = sendAgain(send).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await failure).toMatchObject({ code: 'timeout' });
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each<ErrorCode>(['identity_mismatch', 'unauthenticated', 'rate_limited', 'not_found', 'internal'])(
    'does not go out again after %s',
    async (code) => {
      const send = failing(code);
      await expect(sendAgain(send)).rejects.toMatchObject({ code });
      expect(send).toHaveBeenCalledTimes(1);
    },
  );

  it('does not go out again once the reader has asked for something else', async () => {
    const send = failing('unavailable');
    const newer = new AbortController();
    const failure = sendAgain(send, newer.signal).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    newer.abort('newer');
    await vi.runAllTimersAsync();
    expect(await failure).toBe('newer');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
