import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomKey } from './index.ts';

// What a param may be: the schemas return a string or a number, and lone surrogates are refused before.
const value = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.stringMatching(/^[:%/A-Za-z0-9]{1,8}$/),
  fc.constantFrom(':', '%3A', '%', 'a:b', 'a%3Ab', '..', ' '),
);
const pair = fc.record({ a: value, b: value });

describe('a room key', () => {
  it('is the room and its params, in the order of the contract', () => {
    expect(roomKey('post', ['postId'], { postId: 'p1' })).toBe('post:p1');
    expect(roomKey('page', ['board', 'page'], { page: 2, board: 'news' })).toBe('page:news:2');
  });

  it('never belongs to two resources', () => {
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        const same = one.a === other.a && one.b === other.b;
        expect(roomKey('r', ['a', 'b'], one) === roomKey('r', ['a', 'b'], other)).toBe(same);
      }),
      {
        examples: [
          [
            { a: 'x:y', b: 'z' },
            { a: 'x', b: 'y:z' },
          ],
        ],
      },
    );
  });

  it('never belongs to two rooms, nor to a connection, whose own room is its id', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(roomKey('post', ['id'], { id: one })).not.toBe(roomKey('post-x', ['id'], { id: other }));
        expect(roomKey('post', ['id'], { id: one })).toMatch(/^post:[^:]+$/);
      }),
    );
  });
});
