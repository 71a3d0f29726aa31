import { RoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendAgain } from './send-again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failing = (...codes: readonly ErrorCode[]) => {
  const left = [...codes];
  return vi.fn(async () => {
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
    const answer = expect(sendAgain(send)).rejects.toMatchObject({ code: 'timeout' });
    await vi.runAllTimersAsync();
    await answer;
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
    const answer = expect(sendAgain(send, newer.signal)).rejects.toBe('newer');
    await vi.advanceTimersByTimeAsync(100);
    newer.abort('newer');
    await vi.runAllTimersAsync();
    await answer;
    expect(send).toHaveBeenCalledTimes(1);
  });
});
