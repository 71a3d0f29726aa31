import type { Clock } from '../clock.ts';
import type { Bus } from './bus.ts';

const BEAT_MS = 1_000;
/** Silent for longer, a server counts as gone. */
const SILENT_MS = 5_000;
/** A server that fell silent without a goodbye is still expected for so long: it may be cut off and alive. */
const EXPECTED_MS = 60_000;

/** The other servers, as far as the bus tells. */
export interface Nodes {
  /** Heard of within the last five seconds. */
  alive(): readonly string[];
  /** Those, and those that fell silent in the last minute without a goodbye. */
  expected(): readonly string[];
  /** A server is new, or back after a silence. */
  onJoined(listener: (node: string) => void): void;
  /** A server said goodbye, or fell silent. */
  onLeft(listener: (node: string) => void): void;
  /** Says goodbye. */
  close(): void;
}

interface Seen {
  at: number;
  isAlive: boolean;
}

export function createNodes(bus: Bus, clock: Clock): Nodes {
  const seen = new Map<string, Seen>();
  const joined: ((node: string) => void)[] = [];
  const left: ((node: string) => void)[] = [];
  let timer: unknown;
  let isClosed = false;

  const hear = (node: string): void => {
    // Whoever said goodbye answers no greeting: it would be waited for.
    if (isClosed) return;
    const known = seen.get(node);
    const isNew = known === undefined || !known.isAlive;
    seen.set(node, { at: clock.now(), isAlive: true });
    if (!isNew) return;
    // Whoever is new has to hear of this one too, before its next beat.
    bus.send('beat', null);
    for (const listener of joined) listener(node);
  };

  const lose = (node: string): void => {
    for (const listener of left) listener(node);
  };

  const look = (): void => {
    const now = clock.now();
    for (const [node, entry] of seen) {
      if (now - entry.at > EXPECTED_MS) seen.delete(node);
      if (!entry.isAlive || now - entry.at <= SILENT_MS) continue;
      entry.isAlive = false;
      lose(node);
    }
  };

  const beat = (): void => {
    bus.send('beat', null);
    look();
    timer = clock.setTimeout(beat, BEAT_MS);
  };

  bus.on('beat', (_body, from) => hear(from));
  bus.on('bye', (_body, from) => {
    const wasAlive = seen.get(from)?.isAlive === true;
    seen.delete(from);
    if (wasAlive) lose(from);
  });
  if (bus.reachesOthers) beat();

  const namesOf = (isMeant: (entry: Seen) => boolean): readonly string[] =>
    [...seen].flatMap(([node, entry]) => (isMeant(entry) ? [node] : []));
  return {
    alive: () => namesOf(({ isAlive }) => isAlive),
    expected: () => namesOf(({ at }) => clock.now() - at <= EXPECTED_MS),
    onJoined: (listener) => void joined.push(listener),
    onLeft: (listener) => void left.push(listener),
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
      bus.send('bye', null);
    },
  };
}
