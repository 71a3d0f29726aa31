import { reconnectDelay } from '../../../packages/roomkey/src/client/backoff.ts';
import { RoomkeyError } from '../../../packages/roomkey/src/errors/index.ts';
import { ratesOf } from '../model/load.ts';
import type { Setting } from '../model/design.ts';
import { createQueue } from './queue.ts';
import type { Queue } from './queue.ts';
import { roomSizes } from './rooms.ts';
import { createComings } from './comings.ts';
import { kindsOf, pickBy } from './kinds.ts';

export interface Simulation extends Setting {
  readonly design: 'redis';
  readonly seconds: number;
  readonly random: () => number;
  /** How many servers end at that second, without a word; all: the proxy in front cuts everybody, and servers stay. */
  readonly outage: { readonly atSecond: number; readonly nodes: number | 'all' } | null;
}

export interface Outcome {
  /** Of each server, the mean over the time before the outage. */
  readonly utilisation: readonly number[];
  /** Seconds that a request waited for its turn, before the outage. */
  readonly waits: readonly number[];
  /** Seconds from the outage until each lost connection was back. */
  readonly back: readonly number[];
  /** On the bus, in the fullest second. */
  readonly peakMessages: number;
}

const US = 1e-6;
const LARGEST_ROOM = 20_000;
/** How long a client waits for an answer before it tries again. */
const ANSWER_SECONDS = 20;
const LOST = new RoomkeyError('unavailable');

/** One cluster, event by event: each server is a queue, people act by chance, rooms have very different sizes. */
export function simulateCluster(setting: Simulation): Outcome {
  const { connections, load, constants, seconds, random, outage } = setting;
  const queues = Array.from({ length: setting.nodes }, createQueue);
  const rates = ratesOf(load);
  const kinds = kindsOf(load, constants);
  const perSecond = connections * kinds.reduce((sum, { rate }) => sum + rate, 0);
  const sizes = roomSizes(load.members, LARGEST_ROOM, random);
  const outageAt = outage?.atSecond ?? seconds;
  const lostCount = outage === null ? 0 : lostBy(setting);
  const comings = createComings(lostCount, () => outageAt + delay(1, random));
  let alive: readonly Queue[] = queues;
  let away = 0;
  let before: readonly number[] | null = null;
  const waits: number[] = [];
  const back: number[] = [];
  const messages = new Array<number>(Math.ceil(seconds) + 1).fill(0);
  const tell = (at: number, count: number): void => {
    const second = Math.floor(at);
    messages[second] = (messages[second] ?? 0) + count;
  };

  const breakDown = (): void => {
    before = queues.map((queue) => queue.work() / outageAt);
    if (outage !== null && outage.nodes !== 'all') alive = queues.slice(outage.nodes);
    away = lostCount;
  };
  const comeBack = (at: number, failures: number): void => {
    const [queue] = pick(alive, random);
    const doneAt = queue.add(at, (constants.app.handshake + constants.app.join) * US);
    if (doneAt - at > ANSWER_SECONDS) return comings.add(at + ANSWER_SECONDS + delay(failures + 1, random), failures + 1);
    hear(at, alive, queue, constants.hear.presence * US);
    tell(at, 1);
    away -= 1;
    back.push(doneAt - outageAt);
  };
  const act = (at: number): void => {
    // Who is away does nothing.
    if (random() < away / connections) return;
    const kind = pickBy(kinds, random);
    const [queue] = pick(alive, random);
    if (at < outageAt) waits.push(queue.wait(at));
    queue.add(at, kind.work * US);
    for (let change = 0; change < kind.presence; change += 1) hear(at, alive, queue, constants.hear.presence * US);
    tell(at, kind.presence + (kind.hear === null ? 0 : 1));
    if (kind.hear === null) return;
    hear(at, alive, queue, kind.hear * US);
    deliver(at, sizes.take());
  };
  const deliver = (at: number, members: number): void => {
    const share = members / alive.length;
    for (const queue of alive) {
      const here = Math.floor(share) + (random() < share % 1 ? 1 : 0);
      if (here > 0) queue.add(at, here * constants.delivery * US);
    }
  };

  let isOver = false;
  for (let at = 0; at < seconds; at += -Math.log(1 - random()) / perSecond) {
    if (!isOver && at >= outageAt) {
      isOver = true;
      breakDown();
    }
    comings.until(at, comeBack);
    act(at);
  }
  const utilisation = before ?? queues.map((queue) => queue.work() / seconds);
  return { utilisation, waits, back, peakMessages: Math.max(...messages) };
}

function lostBy({ outage, connections, nodes }: Simulation): number {
  if (outage === null) return 0;
  return outage.nodes === 'all' ? connections : Math.round((connections * outage.nodes) / nodes);
}

const delay = (failures: number, random: () => number): number => reconnectDelay(failures, random, LOST) / 1_000;

function hear(at: number, alive: readonly Queue[], from: Queue, work: number): void {
  for (const queue of alive) if (queue !== from) queue.add(at, work);
}

function pick<Item>(items: readonly Item[], random: () => number): readonly [Item] {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return [item];
}
