import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Bus } from './bus.ts';
import { countOf, isRecord } from './shapes.ts';

const BEAT_MS = 1_000;
/** Silent for longer, a server counts as gone. */
const SILENT_MS = 5_000;
/** A server that is heard of for the first time after more beats than these was there before. */
const FRESH_BEATS = 5;
/** A server that fell silent without a goodbye is still expected for so long: it may be cut off and alive. */
const EXPECTED_MS = 60_000;

/** The other servers, as far as the bus tells. */
export interface Nodes {
  /** Heard of within the last five seconds. */
  alive(): readonly string[];
  /** Those, and those that fell silent in the last minute without a goodbye. */
  expected(): readonly string[];
  /** All others fell silent: they may be there, and tell each other what this one does not hear. */
  isCutOff(): boolean;
  /** A server is new, or back after a silence. */
  onJoined(listener: (node: string) => void): void;
  /** A server said goodbye, or fell silent. */
  onLeft(listener: (node: string) => void): void;
  /** Some of what a server sent was lost on its way, or it fell silent and may have died before it could say something. */
  onMissed(listener: () => void): void;
  /** Says goodbye. */
  close(): void;
}

/** A server is what it was before only within a run: one that is started anew may have the name of one that died. */
interface Beat {
  readonly run: string;
  readonly seq: number;
}

interface Seen extends Beat {
  readonly at: number;
  isAlive: boolean;
}

export function createNodes(bus: Bus, clock: Clock): Nodes {
  const run = randomBytes(4).toString('hex');
  let sent = 0;
  let timer: unknown;
  let isClosed = false;

  const sendBeat = (): void => bus.send('beat', { run, seq: (sent += 1) } satisfies Beat);
  // Whoever is new has to hear of this one too, before its next beat.
  const { hear, look, forget, ...others } = createOthers(clock, sendBeat);
  const beat = (): void => {
    sendBeat();
    look();
    timer = clock.setTimeout(beat, BEAT_MS);
  };

  bus.on('beat', (body, from) => {
    // Whoever said goodbye answers no greeting: it would be waited for.
    if (!isClosed) hear(from, readBeat(body));
  });
  bus.on('bye', (_body, from) => forget(from));
  if (bus.reachesOthers) beat();

  return {
    ...others,
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
      bus.send('bye', null);
    },
  };
}

interface Others extends Omit<Nodes, 'close'> {
  readonly hear: (node: string, beat: Beat) => void;
  /** Finds out who fell silent. */
  readonly look: () => void;
  readonly forget: (node: string) => void;
}

function createOthers(clock: Clock, greet: () => void): Others {
  const seen = new Map<string, Seen>();
  const joined = createSignal<[node: string]>();
  const left = createSignal<[node: string]>();
  const missed = createSignal<[]>();
  let isCutOff = false;

  const lose = (node: string): void => {
    left.tell(node);
    missed.tell();
  };
  const namesOf = (isMeant: (entry: Seen) => boolean): readonly string[] =>
    [...seen].flatMap(([node, entry]) => (isMeant(entry) ? [node] : []));

  return {
    alive: () => namesOf(({ isAlive }) => isAlive),
    expected: () => namesOf(({ at }) => clock.now() - at <= EXPECTED_MS),
    isCutOff: () => isCutOff,
    onJoined: joined.listen,
    onLeft: left.listen,
    onMissed: missed.listen,
    hear(node, beat) {
      const known = seen.get(node);
      const before = known?.run === beat.run ? known : undefined;
      if (before === undefined && known?.isAlive === true) lose(node);
      // One beat may overtake another.
      const seq = Math.max(beat.seq, before?.seq ?? 0);
      isCutOff = false;
      seen.set(node, { at: clock.now(), run: beat.run, seq, isAlive: true });
      if (seq > (before === undefined ? FRESH_BEATS : before.seq + 1)) missed.tell();
      if (before?.isAlive === true) return;
      greet();
      joined.tell(node);
    },
    look() {
      const now = clock.now();
      for (const [node, entry] of seen) {
        if (now - entry.at > EXPECTED_MS) seen.delete(node);
        if (!entry.isAlive || now - entry.at <= SILENT_MS) continue;
        entry.isAlive = false;
        isCutOff = namesOf(({ isAlive }) => isAlive).length === 0;
        lose(node);
      }
    },
    forget(node) {
      const wasAlive = seen.get(node)?.isAlive === true;
      seen.delete(node);
      if (wasAlive) left.tell(node);
    },
  };
}

const readBeat = (body: unknown): Beat => {
  const { run, seq } = isRecord(body) ? body : {};
  return { run: typeof run === 'string' ? run : '', seq: countOf(seq) };
};

interface Signal<Args extends readonly unknown[]> {
  readonly listen: (listener: (...args: Args) => void) => void;
  readonly tell: (...args: Args) => void;
}

function createSignal<Args extends readonly unknown[]>(): Signal<Args> {
  const listeners: ((...args: Args) => void)[] = [];
  return {
    listen: (listener) => void listeners.push(listener),
    tell(...args) {
      for (const listener of listeners) listener(...args);
    },
  };
}
