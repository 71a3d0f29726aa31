import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../errors/index.ts';
import { backoffDelay, reconnectDelay } from './backoff.ts';

describe('backoffDelay', () => {
  it('grows from half a second to twenty', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 100, 10_000].map((failures) => backoffDelay(failures, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000, 20_000]);
  });

  it('spreads over the whole span', () => {
    expect(backoffDelay(6, () => 0)).toBe(500);
    expect(backoffDelay(6, () => 0.5)).toBe(10_250);
  });

  it('adds what the server asks for, if that is a time', () => {
    expect(backoffDelay(1, () => 0, 60_000)).toBe(60_500);
    for (const rubbish of [-1, NaN, Infinity]) expect(backoffDelay(1, () => 0, rubbish)).toBe(500);
  });
});

describe('reconnectDelay', () => {
  const draining = (retryAfterMs?: number) => new RoomkeyError('draining', { retryAfterMs });

  it('is what a server that goes away asked for, and more where one follows the other', () => {
    expect(reconnectDelay(1, () => 1, draining(1_234))).toBe(1_234);
    expect(reconnectDelay(2, () => 0, draining(1_234))).toBe(1_334);
    expect(reconnectDelay(1, () => 1, draining(NaN))).toBe(0);
  });

  it('is short where a server that goes away lets nobody in, and grows', () => {
    expect([1, 2, 3, 100].map((failures) => reconnectDelay(failures, () => 1, draining()))).toEqual([
      200, 400, 800, 20_000,
    ]);
  });

  it('is the backoff for everything else', () => {
    const error = new RoomkeyError('unavailable', { retryAfterMs: 1_000 });
    expect(reconnectDelay(3, () => 0.5, error)).toBe(backoffDelay(3, () => 0.5, 1_000));
  });
});
