import { reconnectDelay } from '../../../packages/roomkey/src/client/backoff.ts';
import { RoomkeyError } from '../../../packages/roomkey/src/errors/index.ts';
import type { Setting } from '../model/design.ts';
import { createComings } from './comings.ts';
import { kindsOf, pickBy } from './kinds.ts';
import { roomSizes } from './rooms.ts';
import type { Queue } from './queue.ts';
import { createServers } from './servers.ts';

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
  const { seconds, random, outage } = setting;
  const outageAt = outage?.atSecond ?? seconds;
  const world = createWorld(setting, outageAt);
  const perSecond = setting.connections * world.actionsOfOne;
  let utilisation: readonly number[] | null = null;
  for (let at = 0; at < seconds; at += -Math.log(1 - random()) / perSecond) {
    if (utilisation === null && at >= outageAt) utilisation = world.breakDown();
    world.go(at);
  }
  return { utilisation: utilisation ?? world.breakDown(), ...world.seen() };
}

interface World {
  /** In a second. */
  readonly actionsOfOne: number;
  /** Everybody whose time has come comes back, and somebody acts. */
  readonly go: (at: number) => void;
  /** Returns what the servers have done until then. */
  readonly breakDown: () => readonly number[];
  readonly seen: () => Omit<Outcome, 'utilisation'>;
}

function createWorld(setting: Simulation, outageAt: number): World {
  const { connections, load, constants, random, outage } = setting;
  const { app, hear, delivery } = constants;
  const servers = createServers(setting.nodes, random);
  const sizes = roomSizes(load.members, LARGEST_ROOM, random);
  const kinds = kindsOf(load, constants);
  const lost = lostBy(setting);
  const comings = createComings(lost, () => outageAt + delay(1, random));
  const [waits, back, messages]: [number[], number[], Map<number, number>] = [[], [], new Map()];
  let away = 0;

  const tell = (at: number, count: number): void =>
    void messages.set(Math.floor(at), (messages.get(Math.floor(at)) ?? 0) + count);

  const quietUntil = new Map<Queue, number>();
  const tellPresence = (at: number, server: Queue): void => {
    servers.hear(at, server, hear.presence);
    servers.deliver(at, sizes.take(), delivery);
    // What changes meanwhile is told together.
    if ((quietUntil.get(server) ?? 0) > at) return;
    quietUntil.set(server, at + load.presenceSeconds);
    tell(at, 1);
  };

  const comeBack = (at: number, failures: number): void => {
    const server = servers.any();
    const doneAt = server.add(at, (app.handshake + app.join) * US);
    if (doneAt - at > ANSWER_SECONDS) {
      return comings.add(at + ANSWER_SECONDS + delay(failures + 1, random), failures + 1);
    }
    tellPresence(at, server);
    away -= 1;
    back.push(doneAt - outageAt);
  };

  const act = (at: number): void => {
    const kind = pickBy(kinds, random);
    const server = servers.any();
    if (at < outageAt) waits.push(server.wait(at));
    server.add(at, kind.work * US);
    for (let change = 0; change < kind.presence; change += 1) tellPresence(at, server);
    if (kind.hear === null) return;
    tell(at, 1);
    servers.hear(at, server, kind.hear);
    servers.deliver(at, sizes.take(), delivery);
  };

  return {
    actionsOfOne: kinds.reduce((sum, { rate }) => sum + rate, 0),
    go(at) {
      comings.until(at, comeBack);
      // Who is away does nothing.
      if (random() >= away / connections) act(at);
    },
    breakDown() {
      if (outage !== null && outage.nodes !== 'all') servers.lose(outage.nodes);
      away = lost;
      return servers.utilisation(outageAt);
    },
    seen: () => ({ waits, back, peakMessages: Math.max(...messages.values()) }),
  };
}

function lostBy({ outage, connections, nodes }: Simulation): number {
  if (outage === null) return 0;
  return outage.nodes === 'all' ? connections : Math.round((connections * outage.nodes) / nodes);
}

const delay = (failures: number, random: () => number): number =>
  reconnectDelay(failures, random, LOST) / 1_000;
