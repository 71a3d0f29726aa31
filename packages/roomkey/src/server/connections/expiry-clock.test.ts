import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../testing/index.ts';
import { createExpiryClock } from './expiry-clock.ts';

const RESOLUTION = 250;

function setUp() {
  const clock = createFakeClock();
  const fired: [string, number][] = [];
  const startedAt = clock.now();
  const expiry = createExpiryClock<{ readonly name: string }>({
    clock,
    onExpired: ({ name }) => fired.push([name, clock.now() - startedAt]),
  });
  const names = () => fired.map(([name]) => name);
  return { clock, expiry, fired, names, at: (ms: number) => startedAt + ms };
}

describe('an expiry clock', () => {
  it.each([1, 249, 250, 251, 999, 60_001])('calls back not before %d ms, and within its resolution', (ms) => {
    const { clock, expiry, fired, at } = setUp();
    expiry.set({ name: 'a' }, at(ms));
    clock.advance(ms - 1);
    expect(fired).toEqual([]);
    clock.advance(1 + RESOLUTION);
    expect(fired).toEqual([['a', Math.ceil(ms / RESOLUTION) * RESOLUTION]]);
  });

  it('calls back at once, though never inside `set`, for a time that is over', () => {
    const { clock, expiry, names, at } = setUp();
    expiry.set({ name: 'a' }, at(-60_000));
    expect(names()).toEqual([]);
    clock.advance(RESOLUTION);
    expect(names()).toEqual(['a']);
  });

  it('calls back once', () => {
    const { clock, expiry, names, at } = setUp();
    expiry.set({ name: 'a' }, at(100));
    clock.advance(10_000);
    expect(names()).toEqual(['a']);
    expect(expiry.size).toBe(0);
  });

  it('follows an entry that is moved, later or earlier', () => {
    const { clock, expiry, fired, at } = setUp();
    const [later, earlier] = [{ name: 'later' }, { name: 'earlier' }];
    expiry.set(later, at(1000));
    expiry.set(earlier, at(5000));
    expiry.set(later, at(3000));
    expiry.set(earlier, at(500));
    expect(expiry.size).toBe(2);
    clock.advance(10_000);
    expect(fired).toEqual([
      ['earlier', 500],
      ['later', 3000],
    ]);
  });

  it('forgets an entry that is deleted, also one it does not know', () => {
    const { clock, expiry, names, at } = setUp();
    const [gone, kept] = [{ name: 'gone' }, { name: 'kept' }];
    expiry.set(gone, at(500));
    expiry.set(kept, at(500));
    expiry.delete(gone);
    expiry.delete({ name: 'stranger' });
    clock.advance(1000);
    expect(names()).toEqual(['kept']);
  });

  it('finds everything that fell due while the process stood still', () => {
    const { clock, expiry, names, at } = setUp();
    for (const ms of [300, 10_000, 3_600_000]) expiry.set({ name: String(ms) }, at(ms));
    expiry.set({ name: 'far' }, at(7_200_000));
    clock.jump(3_600_000);
    clock.advance(RESOLUTION);
    expect(names()).toEqual(['300', '10000', '3600000']);
  });

  it('is only late by a clock that is set back', () => {
    const { clock, expiry, names, at } = setUp();
    expiry.set({ name: 'a' }, at(1000));
    clock.jump(-60_000);
    clock.advance(60_000 + 999);
    expect(names()).toEqual([]);
    clock.advance(RESOLUTION);
    expect(names()).toEqual(['a']);
  });

  it('keeps beyond 2^31 ms, where a timer of its own would fire at once', () => {
    const { clock, expiry, names, at } = setUp();
    expiry.set({ name: 'a' }, at(2 ** 31 + 1000));
    clock.advance(60_000);
    expect(names()).toEqual([]);
    clock.jump(2 ** 31);
    clock.advance(RESOLUTION);
    expect(names()).toEqual(['a']);
  });

  it('lets a callback set and delete entries', () => {
    const clock = createFakeClock();
    const fired: string[] = [];
    const entries = ['a', 'b', 'c'].map((name) => ({ name }));
    const expiry = createExpiryClock<{ readonly name: string }>({
      clock,
      onExpired: (entry) => {
        fired.push(entry.name);
        for (const other of entries) expiry.delete(other);
        if (entry.name === 'a') expiry.set(entry, clock.now() + 1000);
      },
    });
    for (const entry of entries) expiry.set(entry, clock.now() + 500);
    clock.advance(1000);
    expect(fired).toEqual(['a']);
    expect(expiry.size).toBe(1);
  });

  it('has one timer for 50,000 entries, and none for none', () => {
    const { clock, expiry, fired, at } = setUp();
    expect(clock.timers).toBe(0);
    const entries = Array.from({ length: 50_000 }, (_, index) => ({ name: String(index) }));
    entries.forEach((entry, index) => expiry.set(entry, at((index % 100) * 60 + 1)));
    expect([clock.timers, expiry.size]).toEqual([1, 50_000]);
    clock.advance(10_000);
    expect(fired).toHaveLength(50_000);
    expect([clock.timers, expiry.size]).toEqual([0, 0]);
  });

  it('lets others have their turn while many fall due at once', () => {
    const clock = createFakeClock();
    const turns: number[] = [];
    const sizes: number[] = [];
    const expiry = createExpiryClock<{ readonly name: string }>({
      clock: {
        ...clock,
        setTimeout: (callback, delayMs) =>
          clock.setTimeout(() => {
            sizes.push(expiry.size);
            callback();
            turns.push((sizes.at(-1) ?? 0) - expiry.size);
          }, delayMs),
      },
      onExpired: () => undefined,
    });
    for (let index = 0; index < 1200; index += 1) expiry.set({ name: String(index) }, clock.now() + 250);
    clock.advance(250);
    expect(turns).toEqual([500, 500, 200]);
    expect(clock.timers).toBe(0);
  });

  it('is silent once it is closed', () => {
    const { clock, expiry, names, at } = setUp();
    expiry.set({ name: 'a' }, at(500));
    expiry.close();
    expiry.set({ name: 'b' }, at(500));
    clock.advance(1000);
    expect(names()).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});
