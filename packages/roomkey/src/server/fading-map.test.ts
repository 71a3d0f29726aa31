import { describe, expect, it } from 'vitest';
import { createFadingMap } from './fading-map.ts';

const LIFE = 100;

describe('a fading map', () => {
  it('keeps an entry for its life, and twice as long at the most', () => {
    const map = createFadingMap<number>(LIFE);
    map.set('a', 1, 0);
    expect(map.get('a', LIFE - 1)).toBe(1);
    expect(map.get('a', 2 * LIFE)).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('keeps an entry twice as long at the most, however late it is looked for', () => {
    for (let lookedAt = 0; lookedAt < 2 * LIFE; lookedAt += 1) {
      const map = createFadingMap<number>(LIFE);
      map.set('a', 1, 0);
      map.get('a', lookedAt);
      expect(map.get('a', 2 * LIFE)).toBeUndefined();
    }
  });

  it('keeps what is set again', () => {
    const map = createFadingMap<number>(LIFE);
    for (let now = 0; now <= 10 * LIFE; now += LIFE / 2) {
      map.set('a', now, now);
      expect(map.get('a', now + LIFE / 4)).toBe(now);
    }
  });

  it('holds no more than it may, and forgets the oldest first', () => {
    const map = createFadingMap<number>(LIFE, 10);
    for (let key = 0; key < 1000; key += 1) map.set(`key ${key}`, key, 0);
    expect(map.size).toBeLessThanOrEqual(10);
    expect(map.get('key 999', 0)).toBe(999);
    expect(map.get('key 980', 0)).toBeUndefined();
  });

  it('forgets when the clock is set back, rather than keep for who knows how long', () => {
    const map = createFadingMap<number>(LIFE);
    map.set('a', 1, 1_000_000);
    expect(map.get('a', 0)).toBeUndefined();
  });

  it('keeps what is asked for in time, and makes anew what was forgotten', () => {
    const map = createFadingMap<{ readonly at: number }>(100);
    const keepAt = (now: number): number => map.keep('key', () => ({ at: now }), now).at;
    expect([0, 90, 180, 270, 360].map(keepAt)).toEqual([0, 0, 0, 0, 0]);
    expect(keepAt(600)).toBe(600);
    expect(map.size).toBe(1);
  });
});
