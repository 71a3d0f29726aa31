import { describe, expect, it } from 'vitest';
import { assertWithin } from './payload-bounds.ts';

const BOUNDS = { size: 32_768, depth: 32 };

const isWithin = (payload: unknown, bounds = BOUNDS): boolean => {
  try {
    assertWithin(bounds, payload);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'payload_too_large' });
    return false;
  }
};

const lists = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const objects = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

describe('the depth of a payload', () => {
  it.each([
    ['lists', lists],
    ['objects', objects],
  ])('is that of its %s', (_kind, make) => {
    expect(isWithin(make(32))).toBe(true);
    expect(isWithin(make(33))).toBe(false);
  });

  it('is that of its deepest part, wherever that is', () => {
    expect(isWithin({ a: 1, b: [1, { c: lists(29) }], d: 'x' })).toBe(true);
    expect(isWithin({ a: 1, b: [1, { c: lists(30) }], d: 'x' })).toBe(false);
    expect(isWithin([lists(32), 1])).toBe(false);
    expect(isWithin([1, lists(32)])).toBe(false);
  });

  it.each([16_000, 200_000])('of %i levels overflows no stack', (depth) => {
    expect(isWithin(lists(depth))).toBe(false);
    expect(isWithin(lists(depth), { size: Infinity, depth: Infinity })).toBe(true);
  });
});

describe('the size of a payload', () => {
  const bounds = { size: 10, depth: 32 };

  it.each([
    ['texts by their characters', 'x'.repeat(9), 'x'.repeat(10)],
    ['keys by theirs', { abcdefgh: 1 }, { abcdefghi: 1 }],
    ['every value', Array(9).fill(0), Array(10).fill(0)],
    [
      'every value, also empty',
      [{}, [], '', null, {}, [], '', null, {}],
      ['', '', {}, [], null, {}, [], null, {}, []],
    ],
    ['texts in lists in objects', { a: ['12345'] }, { a: ['1234567'] }],
    ['texts beyond the first 64k units', '👍'.repeat(4), '👍'.repeat(5)],
    ['binary data by its bytes', Buffer.alloc(9), Buffer.alloc(10)],
    ['binary data in objects', { a: Buffer.alloc(6) }, { a: Buffer.alloc(9) }],
  ])('counts %s', (_what, within, beyond) => {
    expect([isWithin(within, bounds), isWithin(beyond, bounds)]).toEqual([true, false]);
  });

  it.each([undefined, null, true, 0, -0, NaN, Infinity, 'x', [], {}])('of %j is small', (payload) => {
    expect(isWithin(payload)).toBe(true);
  });

  it('of many keys is too much', () => {
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 0]));
    expect(isWithin(wide)).toBe(false);
  });

  it('is judged by own keys, whatever they are called', () => {
    expect(isWithin(JSON.parse('{"__proto__":{"length":1e9},"constructor":{"prototype":{}}}'))).toBe(true);
    expect(isWithin(JSON.parse('{"__proto__":"1234567890"}'), bounds)).toBe(false);
    expect(isWithin(Object.assign(Object.create(null), { length: 1e9 }))).toBe(true);
  });
});
