import { setImmediate as endOfTurn } from 'node:timers/promises';
import { RoomkeyError } from 'roomkey/contract';
import { isOutage, namingOutage } from './failures.ts';

/** What became of one write of a group: its outcome, or why it alone was refused. */
export type Written<Outcome> = Outcome | RoomkeyError;

export interface GroupOptions<Write, Outcome> {
  /** What is written to: the groups of one line are written one after the other, those of several at the same time. */
  readonly lineOf: (write: Write) => string;
  /**
   * Whose write it is; null for nobody's. A group has one write of a user: what they asked for first is done first,
   * and no group holds two sessions of a user, which somebody who ends both could hold in another order.
   */
  readonly userOf: (write: Write) => string | null;
  /** Writes a group in one transaction; the answer has the order of the writes. What it throws fails them all. */
  readonly writeAll: (line: string, writes: readonly Write[]) => Promise<readonly Written<Outcome>[]>;
  /** @default 200 */
  readonly maxSize?: number;
}

interface Waiting<Write, Outcome> {
  readonly write: Write;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one transaction of many small writes. The first goes at the end of the turn of the event loop; those that
 * come while a group is being written are the next group. Each is answered after its own group was committed.
 *
 * @throws RoomkeyError what refused this write; `unavailable` when the database could not write its group, or the one
 *   before it
 */
export function inGroups<Write, Outcome>(
  options: GroupOptions<Write, Outcome>,
): (write: Write) => Promise<Outcome> {
  const lines = new Map<string, Waiting<Write, Outcome>[]>();

  const work = async (line: string): Promise<void> => {
    await endOfTurn();
    for (let waiting = lines.get(line) ?? []; waiting.length > 0; waiting = lines.get(line) ?? []) {
      const { group, rest } = nextGroup(waiting, options);
      lines.set(line, rest);
      const failure = await writeGroup(line, group, options);
      // They would wait for the same database once more, longer than anybody waits for an answer.
      if (isOutage(failure)) for (const { reject } of lines.get(line)?.splice(0) ?? []) reject(failure);
    }
    lines.delete(line);
  };

  return (write) =>
    new Promise((resolve, reject) => {
      const line = options.lineOf(write);
      const waiting = lines.get(line);
      if (waiting !== undefined) {
        waiting.push({ write, resolve, reject });
        return;
      }
      lines.set(line, [{ write, resolve, reject }]);
      void work(line);
    });
}

function nextGroup<Write, Outcome>(
  waiting: readonly Waiting<Write, Outcome>[],
  { userOf, maxSize = 200 }: GroupOptions<Write, Outcome>,
) {
  const group: Waiting<Write, Outcome>[] = [];
  const rest: Waiting<Write, Outcome>[] = [];
  const users = new Set<string>();
  for (const one of waiting) {
    const user = userOf(one.write);
    const fits = group.length < maxSize && (user === null || !users.has(user));
    (fits ? group : rest).push(one);
    if (user !== null) users.add(user);
  }
  return { group, rest };
}

/** Resolves to what kept the group from being written; undefined when nothing did. */
async function writeGroup<Write, Outcome>(
  line: string,
  group: readonly Waiting<Write, Outcome>[],
  { writeAll }: GroupOptions<Write, Outcome>,
): Promise<unknown> {
  try {
    const written = await writeAll(
      line,
      group.map(({ write }) => write),
    );
    group.forEach(({ resolve, reject }, index) => {
      const outcome = written[index] as Written<Outcome>;
      if (outcome instanceof RoomkeyError) reject(outcome);
      else resolve(outcome);
    });
    return undefined;
  } catch (error) {
    const failure = namingOutage(error);
    for (const { reject } of group) reject(failure);
    return failure;
  }
}
