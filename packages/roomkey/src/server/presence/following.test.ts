import { describe, expect, it } from 'vitest';
import { createFollowing } from './following.ts';

const tell = (seq: number, run = 'r') => ({ run, seq, rooms: [] });
const tick = (seq: number, run = 'r') => ({ run, seq });

describe('the messages of another server', () => {
  it('are of no use before it is known to be there, and after it is gone', () => {
    const following = createFollowing();
    expect(following.place('b', tell(1))).toBe('old');
    following.begin('b');
    following.end('b');
    expect(following.place('b', tell(1))).toBe('old');
  });

  it('are awaited in their order, from whichever comes first', () => {
    const following = createFollowing();
    following.begin('b');
    expect([tell(7), tell(8), tick(8), tell(9)].map((each) => following.place('b', each))).toEqual([
      'next',
      'next',
      'next',
      'next',
    ]);
  });

  it('show that one is missing, by the next one or by the number alone', () => {
    const following = createFollowing();
    following.begin('b');
    expect([tell(1), tell(3), tell(2), tick(5), tell(6)].map((each) => following.place('b', each))).toEqual([
      'next',
      'gap',
      'old',
      'gap',
      'next',
    ]);
  });

  it('show that the server was started again under the same name', () => {
    const following = createFollowing();
    following.begin('b');
    expect([tell(9), tell(1, 's'), tell(2, 's')].map((each) => following.place('b', each))).toEqual([
      'next',
      'gap',
      'next',
    ]);
  });
});
