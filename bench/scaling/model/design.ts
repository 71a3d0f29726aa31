import type { Constants } from './constants.ts';
import { ratesOf } from './load.ts';
import type { Load } from './load.ts';

export type DesignName = 'embedded' | 'postgres' | 'redis' | 'sharded';

export const DESIGNS: Readonly<Record<DesignName, string>> = {
  embedded: 'one process, embedded database',
  postgres: 'PostgreSQL alone',
  redis: 'PostgreSQL and Redis pub/sub',
  sharded: 'the same, a channel for each room',
};

/** Of one core each, that is used; the rest is for bursts. */
export const TARGET = 0.6;
/** Cores of the database. */
export const DATABASE_CORES = 16;

const US = 1e-6;
/** Changes of who is there that fit into one message. */
const MOST_TOGETHER = 500;

/** Seconds of CPU a second, and counts a second. */
export interface Use {
  /** Each server: what its own connections ask, what their members are told, what it hears of others. */
  readonly asked: number;
  readonly delivered: number;
  readonly heard: number;
  readonly node: number;
  /** Messages a second on the bus, and those that one server has to look at. */
  readonly messages: number;
  readonly messagesToEach: number;
  readonly redis: number;
  /** Of the commits that notify, which are one at a time. */
  readonly notify: number;
  /** Cores of the database. */
  readonly database: number;
  readonly transactions: number;
  /** Bytes of each server. */
  readonly memory: number;
}

export interface Setting {
  readonly design: DesignName;
  readonly connections: number;
  readonly nodes: number;
  readonly load: Load;
  readonly constants: Constants;
}

/** Line by line what so many connections on so many servers need. */
export function useOf(setting: Setting): Use {
  const { design, connections, nodes, load, constants } = setting;
  const rates = ratesOf(load);
  const share = connections / nodes;
  const broadcasts = connections * (rates.wide + rates.narrow);
  const presence = connections * rates.presence;

  const inside = design === 'embedded' ? databaseSeconds(load, constants) : 0;
  const asked = share * (appSeconds(load, constants) + inside);
  const delivered = ((broadcasts + presence) / nodes) * load.members * constants.delivery * US;
  const others = (nodes - 1) / nodes;
  const hears = hearing(setting);
  const heard = others * (broadcasts * hears.broadcastUs + presence * hears.presenceUs) * US;

  const news = nodes * newsOf(presence / nodes, load);
  const messages = design === 'embedded' ? 0 : broadcasts + news;
  const hearers = (broadcasts * hears.share + news) / (broadcasts + news);
  const carried = (cost: Constants['redis']): number =>
    messages * (cost.message + cost.hearer * hearers * (nodes - 1)) * US;
  const isNotify = design === 'postgres';
  return {
    asked,
    delivered,
    heard,
    node: asked + delivered + heard,
    messages,
    messagesToEach: others * messages * hearers,
    redis: isNotify || design === 'embedded' ? 0 : carried(constants.redis),
    notify: isNotify ? messages / constants.notifiesPerSecond : 0,
    database:
      design === 'embedded'
        ? 0
        : connections * databaseSeconds(load, constants) + (isNotify ? carried(constants.notify) : 0),
    transactions: connections * transactionsOf(load, constants) + (isNotify ? messages : 0),
    memory: constants.serverBytes + share * constants.connectionBytes,
  };
}

/** Messages of one server about who is there: what changes meanwhile is told together. */
function newsOf(changes: number, { presenceSeconds }: Load): number {
  return Math.min(changes, Math.max(1 / presenceSeconds, changes / MOST_TOGETHER));
}

/** CPU of the app for one connection in a second. */
function appSeconds(load: Load, { app, lookUp, ping }: Constants): number {
  const us =
    load.views * (app.view + app.join + app.leave) +
    load.likes * app.like +
    load.comments * app.comment +
    load.typing * app.typing +
    load.reconnects * app.handshake +
    load.tokens * app.token +
    lookUp.app / load.sweepSeconds +
    ping / load.pingSeconds;
  return us * US;
}

/** CPU of the database for one connection in a second. */
function databaseSeconds(load: Load, { database, lookUp }: Constants): number {
  const us =
    load.views * (database.view + database.join + database.leave) +
    load.likes * database.like +
    load.comments * database.comment +
    load.reconnects * database.handshake +
    load.tokens * database.token +
    lookUp.database / load.sweepSeconds;
  return us * US;
}

/** Transactions of one connection in a second; look-ups of the sweep are many in one. */
function transactionsOf(load: Load, { transactions, lookUp }: Constants): number {
  return (
    load.views * (transactions.view + transactions.join + transactions.leave) +
    load.likes * transactions.like +
    load.comments * transactions.comment +
    load.reconnects * transactions.handshake +
    load.tokens * transactions.token +
    1 / (load.sweepSeconds * lookUp.together)
  );
}

interface Hearing {
  /** Microseconds of one server for one broadcast of another, the mean over those that reach it and those that do not. */
  readonly broadcastUs: number;
  readonly presenceUs: number;
  /** Of the other servers, how many a broadcast reaches. */
  readonly share: number;
}

function hearing({ design, nodes, load, constants: { hear } }: Setting): Hearing {
  if (design === 'embedded') return { broadcastUs: 0, presenceUs: 0, share: 0 };
  if (design === 'postgres') return { broadcastUs: hear.postgres, presenceUs: hear.postgres, share: 1 };
  if (design === 'sharded') {
    // Whoever has a member of the room: of so many members dealt to so many servers.
    const share = 1 - (1 - 1 / nodes) ** load.members;
    return { broadcastUs: share * hear.redisAll, presenceUs: hear.presence, share };
  }
  const { wide, narrow } = ratesOf(load);
  const broadcastUs = (wide * hear.redisAll + narrow * hear.redisRoom) / (wide + narrow);
  return { broadcastUs, presenceUs: hear.presence, share: 1 };
}
