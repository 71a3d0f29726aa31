import type { Presence } from 'roomkey/client';
import type { Reader } from '../../lib/http.ts';
import { plural } from '../../lib/format.ts';

const MAX_NAMES = 8;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly isReader: boolean;
}

export interface PresenceText {
  /** How many there are, in a few words. */
  readonly total: string;
  /** The reader first, then those who have been there longest. */
  readonly people: readonly Person[];
  /** Who else is there, as numbers. */
  readonly others: string | null;
}

/** Who is there, in words: names as far as they fit, numbers for the rest. */
export function describePresence({ users, anonymous, count }: Presence, reader: Reader): PresenceText {
  const named = users
    .map(({ id, name }) => ({ id, name, isReader: id === reader }))
    .toSorted((one, other) => Number(other.isReader) - Number(one.isReader));
  const people = named.slice(0, MAX_NAMES);
  const unnamed = count - people.length;
  const others = [
    ...(unnamed > 0 ? [`${unnamed} more`] : []),
    ...(anonymous > 0 ? [describeVisitors(anonymous, reader)] : []),
  ];
  const isAlone = count + anonymous === 1 && (people[0]?.isReader ?? reader === null);
  return {
    total: isAlone ? 'Only you here' : `${count + anonymous} here`,
    people,
    others: isAlone || others.length === 0 ? null : others.join(', '),
  };
}

function describeVisitors(anonymous: number, reader: Reader): string {
  const visitors = `${anonymous} ${plural(anonymous, 'visitor')}`;
  if (reader !== null) return visitors;
  return anonymous === 1 ? `${visitors} (you)` : `${visitors} (you too)`;
}
