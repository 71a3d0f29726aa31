import { setImmediate as endOfTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/index.ts';
import { inBatches } from './in-batches.ts';
import type { AnswerAll, BatchOptions } from './in-batches.ts';

const doubled: AnswerAll<number, number> = async (numbers) => numbers.map((number) => number * 2);

function setUp(options: BatchOptions = {}, answerAll = doubled) {
  const clock = createFakeClock();
  const calls: (readonly number[])[] = [];
  const ask = inBatches<number, number>(
    (questions) => {
      calls.push(questions);
      return answerAll(questions);
    },
    { clock, ...options },
  );
  return { clock, calls, ask };
}

/** Calls whose answers a test gives, one by one. */
function openCalls() {
  const release: (() => void)[] = [];
  const answerAll = async (numbers: readonly number[]): Promise<readonly number[]> => {
    await new Promise<void>((resolve) => release.push(resolve));
    return doubled(numbers);
  };
  return { release, answerAll };
}

describe('questions in batches', () => {
  it('go at the end of the turn when nothing was asked lately', async () => {
    const { clock, calls, ask } = setUp();
    expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
    clock.advance(25);
    await endOfTurn();
    expect(await ask(4)).toBe(8);
    expect(calls).toEqual([[1, 2, 3], [4]]);
  });

  it('go together when the window of the last call is over', async () => {
    const { clock, calls, ask } = setUp();
    await ask(1);
    const asked = [ask(2)];
    clock.advance(24);
    await endOfTurn();
    asked.push(ask(3));
    await endOfTurn();
    expect(calls).toEqual([[1]]);
    clock.advance(1);
    expect(await Promise.all(asked)).toEqual([4, 6]);
    expect(calls).toEqual([[1], [2, 3]]);
  });

  it('make one call in a window, however long the burst', async () => {
    const { clock, calls, ask } = setUp();
    const answers: Promise<number>[] = [];
    for (let ms = 0; ms < 1_000; ms += 1) {
      answers.push(ask(ms));
      await endOfTurn();
      clock.advance(1);
      await endOfTurn();
    }
    expect(calls.length).toBeLessThanOrEqual(41);
    clock.advance(25);
    expect((await Promise.all(answers)).length).toBe(1_000);
  });

  it('wait for the answer of the last call', async () => {
    const { release, answerAll } = openCalls();
    const { clock, calls, ask } = setUp({}, answerAll);
    const first = ask(1);
    await endOfTurn();
    const second = ask(2);
    clock.advance(900);
    await endOfTurn();
    expect(calls).toEqual([[1]]);
    release[0]?.();
    expect(await first).toBe(2);
    await endOfTurn();
    release[1]?.();
    expect(await second).toBe(4);
  });

  it('without a window wait for nothing else', async () => {
    const { calls, ask } = setUp({ windowMs: 0 });
    expect(await ask(1)).toBe(2);
    expect(await ask(2)).toBe(4);
    expect(calls).toEqual([[1], [2]]);
  });

  it('are not held up by a call that never ends', async () => {
    const { clock, calls, ask } = setUp({}, (numbers) =>
      numbers.includes(1) ? new Promise(() => undefined) : doubled(numbers),
    );
    void ask(1);
    await endOfTurn();
    const second = ask(2);
    clock.advance(1_000);
    expect(await second).toBe(4);
    expect(calls).toEqual([[1], [2]]);
  });

  it('that fill a batch wait for nothing, and the next for them', async () => {
    const { release, answerAll } = openCalls();
    const { clock, calls, ask } = setUp({ maxSize: 2 }, answerAll);
    const answers = [1, 2, 3, 4, 5].map(ask);
    expect(calls).toEqual([
      [1, 2],
      [3, 4],
    ]);
    release[0]?.();
    clock.advance(25);
    await endOfTurn();
    expect(calls).toHaveLength(2);
    release[1]?.();
    await expect.poll(() => calls.at(2)).toEqual([5]);
    release[2]?.();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('away'))],
    [
      'throws',
      () => {
        throw new Error('away');
      },
    ],
    ['answers too few', async () => [1]],
    ['answers too many', async () => [1, 2, 3]],
  ])('all fail when their call %s, and none of the next', async (_how, fail) => {
    let failing = true;
    const { clock, ask } = setUp({}, (numbers) => (failing ? fail() : doubled(numbers)));
    const outcomes = await Promise.allSettled([ask(1), ask(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    const next = ask(3);
    clock.advance(25);
    expect(await next).toBe(6);
  });

  it('leave no timer behind but that of the window', async () => {
    const { clock, ask } = setUp();
    await ask(1);
    await endOfTurn();
    expect(clock.timers).toBe(1);
    clock.advance(25);
    expect(clock.timers).toBe(0);
  });
});
