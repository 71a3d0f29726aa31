import { contract } from '@board/contract';
import { createFakeClock } from 'roomkey/testing';
import { describe, expect, it } from 'vitest';
import { createTypingSignal } from './typing-signal.ts';

function setup() {
  const clock = createFakeClock(0);
  const said: { readonly isTyping: boolean; readonly at: number }[] = [];
  const signal = createTypingSignal({ clock, say: (isTyping) => said.push({ isTyping, at: clock.now() }) });
  return { clock, said, signal };
}

/** The most that were said in any span of time, less what the limit gives back in it. */
function mostAtOnce(times: readonly number[], perSecond: number): number {
  const spans = times.flatMap((from, first) =>
    times.slice(first).map((to, count) => count + 1 - ((to - from) / 1000) * perSecond),
  );
  return Math.max(...spans);
}

describe('the typing signal', () => {
  it('is given at once, repeated while it goes on, and ended after a pause', () => {
    const { clock, said, signal } = setup();
    for (let keys = 0; keys < 35; keys += 1) {
      signal.typed();
      clock.advance(100);
    }
    clock.advance(10_000);
    expect(said).toEqual([
      { isTyping: true, at: 0 },
      { isTyping: true, at: 3_000 },
      { isTyping: false, at: 7_400 },
    ]);
  });

  it('stays below the limit of the contract, however fast somebody starts and stops', () => {
    const { clock, said, signal } = setup();
    const { burst, perSecond } = contract.requests.typing.limit;
    for (let changes = 0; changes < 2_000; changes += 1) {
      if (changes % 2 === 0) signal.typed();
      else signal.stopped();
      clock.advance(10 + ((changes * 37) % 90));
    }
    expect(said.length).toBeGreaterThan(50);
    expect(
      mostAtOnce(
        said.map(({ at }) => at),
        perSecond,
      ),
    ).toBeLessThanOrEqual(burst / 2);
  });

  it('ends with what is true, although that came too soon to be said', () => {
    const { clock, said, signal } = setup();
    signal.typed();
    clock.advance(50);
    signal.stopped();
    expect(said).toHaveLength(1);
    clock.advance(10_000);
    expect(said).toEqual([
      { isTyping: true, at: 0 },
      { isTyping: false, at: 600 },
    ]);
    expect(clock.timers).toBe(0);
  });

  it('says nothing of a start and stop between two signals', () => {
    const { clock, said, signal } = setup();
    signal.typed();
    clock.advance(600);
    signal.stopped();
    clock.advance(100);
    signal.typed();
    clock.advance(100);
    signal.stopped();
    clock.advance(10_000);
    expect(said.map(({ isTyping }) => isTyping)).toEqual([true, false]);
  });
});
