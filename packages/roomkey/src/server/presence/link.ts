import type { Clock } from '../clock.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Nodes } from '../cluster/nodes.ts';
import { createAsking } from './asking.ts';
import type { Asking } from './asking.ts';
import { isAsk, isTell, isTick } from './bus-messages.ts';
import { createFollowing } from './following.ts';
import type { Following } from './following.ts';
import type { OpenRooms } from './open-rooms.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import type { RoomTold } from './share.ts';
import { createTelling } from './telling.ts';
import type { Telling } from './telling.ts';

/** How long a lost last message, or a lost question, stays unnoticed, without the time for which a message may be late. */
const TICK_MS = 2_000;

/** Keeps servers informed of each other's people, in the rooms in which they have members themselves. */
export interface Link {
  /** The first member of this server is in the room. */
  opened(key: string): void;
  /** The last one left. */
  closed(key: string): void;
  /** A user of this server came, left or changed; null: the number of anonymous connections did. */
  changed(key: string, userId: string | null): void;
  close(): void;
}

export interface LinkParts {
  readonly bus: Bus;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly rooms: OpenRooms;
}

const nothing = (): void => undefined;

/** Nobody to tell. */
export const NO_LINK: Link = { opened: nothing, closed: nothing, changed: nothing, close: nothing };

/**
 * Messages may be lost: each server counts its own, and who finds one missing asks for all of what it wants to know.
 * A question is repeated until it is answered.
 */
export function createLink({ bus, nodes, clock, everyMs, rooms }: LinkParts): Link {
  if (!bus.reachesOthers) return NO_LINK;
  const parts = { bus, rooms, telling: createTelling(bus, rooms), asking: createAsking(bus) };
  const { telling, asking } = parts;
  const pace = createPace(clock, everyMs, () => {
    asking.send();
    telling.send();
  });
  const following = hear({ ...parts, nodes, clock, pace });
  const ticking = tickEach(clock, () => {
    bus.send('presence-tick', telling.tick);
    asking.remind();
  });

  return {
    opened(key) {
      asking.wantFromAll(key);
      pace.want();
    },
    closed: (key) => asking.forget(key),
    changed(key, userId) {
      telling.changed(key, userId);
      pace.want();
    },
    close() {
      ticking.close();
      pace.close();
      following.close();
    },
  };
}

interface Hearing extends Omit<LinkParts, 'everyMs'> {
  readonly telling: Telling;
  readonly asking: Asking;
  readonly pace: Pace;
}

function hear({ bus, nodes, clock, rooms, telling, asking, pace }: Hearing): Following {
  const askForAll = (node: string): void => {
    asking.want(node, rooms.keys());
    pace.want();
  };
  const learn = (node: string, told: RoomTold): void => {
    if (rooms.find(told.key)?.hear(node, told) === true) rooms.changed(told.key);
    asking.heard(node, told);
  };
  const following = createFollowing({
    clock,
    onTold: (node, all) => all.forEach((told) => learn(node, told)),
    onMissed: askForAll,
  });
  bus.on('presence', (body, from) => {
    if (isTell(body)) following.hear(from, body);
  });
  bus.on('presence-tick', (body, from) => {
    if (isTick(body)) following.hear(from, { run: body.run, seq: body.seq });
  });
  bus.on('presence-ask', (body) => {
    if (!isAsk(body) || (body.to !== null && body.to !== bus.node)) return;
    for (const key of body.keys) telling.asked(key);
    pace.want();
  });

  nodes.onJoined((node) => {
    following.begin(node);
    asking.add(node);
    askForAll(node);
  });
  nodes.onLeft((node) => {
    following.end(node);
    asking.remove(node);
    forgetPeople(rooms, node);
  });
  return following;
}

/** A server that is gone takes its people with it. */
function forgetPeople(rooms: OpenRooms, node: string): void {
  for (const key of rooms.keys()) if (rooms.find(key)?.lose(node) === true) rooms.changed(key);
}

function tickEach(clock: Clock, work: () => void): { close(): void } {
  let timer: unknown;
  const tick = (): void => {
    work();
    timer = clock.setTimeout(tick, TICK_MS);
  };
  tick();
  return { close: () => clock.clearTimeout(timer) };
}
