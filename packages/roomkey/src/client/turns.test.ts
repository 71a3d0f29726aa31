import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/index.ts';
import { createTurns } from './turns.ts';
import { eventually } from './wire-server.test-util.ts';

function setup() {
  const clock = createFakeClock(0);
  const turns = createTurns({ clock, random: () => 0 });
  const started: string[] = [];
  const answers: ((waitMs: number | null) => void)[] = [];
  const take = (...names: readonly string[]) => {
    for (const name of names) {
      turns.take(() => {
        started.push(name);
        return new Promise((resolve) => answers.push(resolve));
      });
    }
  };
  const answer = (waitMs: number | null) => answers.shift()?.(waitMs);
  const until = (expected: readonly string[]) => eventually(() => expect(started).toEqual(expected));
  return { clock, turns, started, take, answer, until };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `task ${index}`);

describe('tasks', () => {
  it('are run eight at a time', async () => {
    const { started, take, answer, until } = setup();
    take(...names(10));
    expect(started).toEqual(names(8));
    answer(null);
    await until(names(9));
  });

  it('wait together when the server is asked too much, and then go one by one', async () => {
    const { clock, started, take, answer, until } = setup();
    take(...names(8), 'late');
    for (const _ of names(8)) answer(200);
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(699);
    expect(started).toEqual(names(8));
    clock.advance(1);
    expect(started).toHaveLength(9);
    answer(null);
    await eventually(() => expect(started).toHaveLength(10));
    await until([...names(8), 'task 7', 'task 6']);
  });

  it('are run eight at a time again when none waits any more', async () => {
    const { clock, started, take, answer } = setup();
    take('only');
    answer(0);
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(500);
    answer(null);
    await setImmediate();
    take(...names(8));
    await eventually(() => expect(started).toHaveLength(10));
  });

  it('are not started any more after the end', async () => {
    const { clock, turns, started, take, answer } = setup();
    take(...names(9));
    turns.close();
    answer(100);
    answer(null);
    await setImmediate();
    clock.advance(10_000);
    expect(started).toEqual(names(8));
    expect(clock.timers).toBe(0);
  });
});
