import type { Presence } from 'roomkey/client';
import { describe, expect, it } from 'vitest';
import { describePresence } from './describe-presence.ts';

const presenceOf = (names: readonly string[], change: Partial<Presence> = {}): Presence => ({
  status: 'ready',
  users: names.map((name) => ({ id: name.toLowerCase(), name, avatar: null })),
  anonymous: 0,
  count: names.length,
  complete: true,
  ...change,
});

describe('who is here', () => {
  it('counts people and visitors, and begins with the reader', () => {
    expect(describePresence(presenceOf(['Ada', 'Bob'], { anonymous: 1 }), 'bob')).toEqual({
      total: '3 here',
      people: [
        { id: 'bob', name: 'Bob', isReader: true },
        { id: 'ada', name: 'Ada', isReader: false },
      ],
      others: '1 visitor',
    });
  });

  it.each([
    ['a member', presenceOf(['Ada']), 'ada'],
    ['a visitor', presenceOf([], { anonymous: 1 }), null],
  ])('says so when %s is alone', (_who, presence, reader) => {
    expect(describePresence(presence, reader)).toMatchObject({ total: 'Only you here', others: null });
  });

  it('is not alone with a stranger', () => {
    expect(describePresence(presenceOf(['Ada']), 'bob').total).toBe('1 here');
    expect(describePresence(presenceOf([], { anonymous: 1 }), 'bob').total).toBe('1 here');
  });

  it('counts an anonymous reader among the visitors', () => {
    expect(describePresence(presenceOf(['Ada'], { anonymous: 1 }), null).others).toBe('1 visitor (you)');
    expect(describePresence(presenceOf(['Ada'], { anonymous: 3 }), null).others).toBe('3 visitors (you too)');
  });

  it('names some and counts the rest', () => {
    const names = Array.from({ length: 12 }, (_, index) => `P${index}`);
    const { total, people, others } = describePresence(
      presenceOf(names, { count: 5_000, anonymous: 2, complete: false }),
      'p11',
    );
    expect(total).toBe('5002 here');
    expect(people).toHaveLength(8);
    expect(people[0]).toMatchObject({ name: 'P11', isReader: true });
    expect(others).toBe('4992 more, 2 visitors');
  });
});
