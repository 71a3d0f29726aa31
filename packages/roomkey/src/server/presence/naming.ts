import type { PresentUser } from '../../protocol/index.ts';
import { isSamePerson } from './people.ts';
import type { People } from './people.ts';

/**
 * The people of a room that are named, at most so many. Who was named before stays named, so that a page that is
 * loaded again makes nobody appear or vanish. Looks at no more than twice as many people as it names.
 */
export function nameSome(people: People, before: People, atMost: number): People {
  const named = new Map<string, PresentUser>();
  const enough = Math.min(atMost, people.size);
  for (const id of before.keys()) {
    const user = people.get(id);
    if (user !== undefined && named.size < enough) named.set(id, user);
  }
  if (named.size === enough) return named;
  for (const [id, user] of people) {
    named.set(id, user);
    if (named.size === enough) break;
  }
  return named;
}

export interface NameChanges {
  /** Also whose name or avatar is another one now. */
  readonly joined: readonly PresentUser[];
  readonly left: readonly string[];
}

/**
 * What leads from the one to the other. Of the `unsure` some members believe something else than `before`: the
 * changes say what is true of them in any case.
 */
export function compareNames(before: People, now: People, unsure: ReadonlySet<string>): NameChanges {
  const joined: PresentUser[] = [];
  for (const user of now.values())
    if (unsure.has(user.id) || !isSamePerson(user, before.get(user.id))) joined.push(user);
  const left = new Set<string>();
  for (const ids of [before.keys(), unsure]) for (const id of ids) if (!now.has(id)) left.add(id);
  return { joined, left: [...left] };
}
