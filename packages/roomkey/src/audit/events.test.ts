import { describe, expect, it } from 'vitest';
import { mergeEvents, parseEvent } from './events.ts';
import { UsageError } from './failures.ts';

const event = (name: string, isPublic = false, payload: unknown = {}) => ({ name, payload, isPublic });

describe('an event of the command line', () => {
  it.each([
    ['join-post:{"postId":"1"}', 'join-post', { postId: '1' }],
    ['post:like:{"a":":"}', 'post:like', { a: ':' }],
    ['count:5', 'count', 5],
    ['ping', 'ping', undefined],
    ['post:like', 'post:like', undefined],
  ])('%s is read', (text, name, payload) => {
    expect(parseEvent(text)).toEqual({ name, payload, isPublic: false });
  });

  it.each(['', 'join-post:{', '{"postId":"1"}', 'join-post:[1'])('%j is refused', (text) => {
    expect(() => parseEvent(text)).toThrow(UsageError);
  });
});

describe('events of both sources', () => {
  it('keep the payload that was given, and learn from the contract who may', () => {
    const given = [event('view', false, { id: 'mine' }), event('like', false, 1)];
    const declared = [event('view', true), event('like'), event('join')];
    expect(mergeEvents(given, declared)).toEqual([
      event('view', true, { id: 'mine' }),
      event('like', false, 1),
      event('join'),
    ]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: 21 }, (_, index) => event(`e${index}`));
    expect(mergeEvents(many.slice(1), [])).toHaveLength(20);
    expect(() => mergeEvents(many, [])).toThrow(UsageError);
  });
});
