import { describe, expect, it } from 'vitest';
import type { PresentUser } from '../../protocol/index.ts';
import { compareNames, nameSome } from './naming.ts';

/** People that count how many of them are looked at. */
class Counted extends Map<string, PresentUser> {
  looks = 0;

  override *[Symbol.iterator](): MapIterator<[string, PresentUser]> {
    for (const entry of super[Symbol.iterator]()) {
      this.looks += 1;
      yield entry;
    }
  }

  override get(id: string): PresentUser | undefined {
    this.looks += 1;
    return super.get(id);
  }
}

const crowd = (size: number): Counted => {
  const people = new Counted();
  for (let number = 0; number < size; number += 1) {
    const id = `user-${number}`;
    people.set(id, { id, name: id, avatar: null });
  }
  return people;
};

describe('the people who are named', () => {
  it.each([100, 1_000, 100_000])('are found with no more looks among %i than among few', (size) => {
    const people = crowd(size);
    const before = nameSome(people, new Map(), 100);
    people.looks = 0;
    for (let number = 0; number < 10; number += 1) people.delete(`user-${number}`);
    const now = nameSome(people, before, 100);
    expect(now.size).toBe(Math.min(100, people.size));
    expect(people.looks).toBeLessThanOrEqual(300);
    expect(compareNames(before, now, new Set())).toMatchObject({
      left: Array.from({ length: 10 }, (_, number) => `user-${number}`),
    });
  });

  it('stay the same as long as they are there', () => {
    const people = crowd(10);
    const before = nameSome(people, new Map(), 3);
    const first = people.get('user-0') as PresentUser;
    people.delete('user-0');
    people.set('user-0', first);
    expect([...nameSome(people, before, 3).keys()]).toEqual(['user-0', 'user-1', 'user-2']);
  });
});
