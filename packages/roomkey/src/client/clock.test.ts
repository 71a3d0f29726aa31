import { describe, expect, it, vi } from 'vitest';
import { createFakeClock } from '../testing/index.ts';
import { runAt } from './clock.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

describe('runAt', () => {
  it('never sets a timer longer than engines can', () => {
    const clock = createFakeClock();
    const setTimeout = vi.spyOn(clock, 'setTimeout');
    const callback = vi.fn<() => void>();
    runAt(clock, clock.now() + YEAR_MS, callback);
    clock.advance(2 ** 31 - 1);
    expect(callback).not.toHaveBeenCalled();
    clock.advance(YEAR_MS);
    expect(callback).toHaveBeenCalledOnce();
    for (const [, delay] of setTimeout.mock.calls) expect(delay).toBeLessThan(2 ** 31);
  });

  it('runs what is already due, and nothing that was called off', () => {
    const clock = createFakeClock();
    const due = vi.fn<() => void>();
    const off = vi.fn<() => void>();
    runAt(clock, clock.now() - 1, due);
    runAt(clock, clock.now() + 1, off)();
    clock.advance(1);
    expect(due).toHaveBeenCalledOnce();
    expect(off).not.toHaveBeenCalled();
  });
});
