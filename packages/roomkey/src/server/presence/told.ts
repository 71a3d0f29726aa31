import type { NameChanges } from './naming.ts';
import { compareNames } from './naming.ts';
import { isSamePerson } from './people.ts';
import type { People } from './people.ts';

/** A room as it is shown to its members. */
export interface View {
  readonly named: People;
  readonly count: number;
  readonly anonymous: number;
}

/** What the members of this server have been told. */
export interface Told {
  /** By the last diff. */
  readonly view: View;
  /** Of diffs. */
  readonly version: number;
  /**
   * A member alone is told how it is now. That may be newer than the last diff: the next diff says what is true for
   * whoever heard either.
   */
  stated(now: View): void;
  /** What leads everybody to how it is now, as the next version; null: nothing that shows. */
  advance(now: View): NameChanges | null;
  /** The next version, in which nothing is different. */
  count(): void;
}

export function createTold(): Told {
  let view: View = { named: new Map(), count: 0, anonymous: 0 };
  let version = 0;
  /** Of whom some members were told something else than by the last diff. */
  const unsure = new Set<string>();
  let areFiguresUnsure = false;

  return {
    get view() {
      return view;
    },
    get version() {
      return version;
    },
    stated(now) {
      areFiguresUnsure ||= !haveSameFigures(now, view);
      for (const [id, user] of now.named) if (!isSamePerson(user, view.named.get(id))) unsure.add(id);
      for (const id of view.named.keys()) if (!now.named.has(id)) unsure.add(id);
    },
    advance(now) {
      const changes = compareNames(view.named, now.named, unsure);
      const shows = areFiguresUnsure || !haveSameFigures(now, view);
      view = now;
      unsure.clear();
      areFiguresUnsure = false;
      if (!shows && changes.joined.length === 0 && changes.left.length === 0) return null;
      version += 1;
      return changes;
    },
    count() {
      version += 1;
    },
  };
}

const haveSameFigures = (a: View, b: View): boolean => a.count === b.count && a.anonymous === b.anonymous;
