import type { Constants } from './constants.ts';
import { ratesOf } from './load.ts';
import type { Load } from './load.ts';

/** What one connection makes others do in a second; microseconds of CPU. */
export interface Share {
  readonly what: string;
  /** Times a second. */
  readonly rate: number;
  readonly app: number;
  readonly database: number;
  /** Each other server, with Redis. */
  readonly others: number;
}

/** Where the time goes: one line for each thing that people do. */
export function sharesOf(load: Load, constants: Constants): readonly Share[] {
  const { app, database, hear, lookUp, ping, delivery } = constants;
  const { wide, narrow, presence } = ratesOf(load);
  const action = (
    of: Pick<Share, 'what' | 'rate'>,
    names: readonly (keyof Constants['app'])[],
    heard = 0,
  ): Share => ({
    ...of,
    app: of.rate * names.reduce((sum, name) => sum + app[name], 0),
    database: of.rate * names.reduce((sum, name) => sum + database[name], 0),
    others: of.rate * heard,
  });
  const inside = (of: Pick<Share, 'what' | 'rate'>, each: number, stored = 0): Share => ({
    ...of,
    app: of.rate * each,
    database: of.rate * stored,
    others: 0,
  });
  const { views, likes, comments, typing, reconnects, tokens, members } = load;
  const opening = hear.redisAll + 2 * hear.presence;
  return [
    action({ what: 'opens a post: view, join, leave', rate: views }, ['view', 'join', 'leave'], opening),
    action({ what: 'likes', rate: likes }, ['like'], hear.redisAll),
    action({ what: 'comments', rate: comments }, ['comment'], hear.redisAll),
    { ...action({ what: 'types', rate: typing }, ['typing'], hear.redisRoom), database: 0 },
    action({ what: 'reconnects', rate: reconnects }, ['handshake']),
    action({ what: 'asks for a token', rate: tokens }, ['token']),
    inside(
      { what: `is told of others, ${members} at a time`, rate: (wide + narrow + presence) * members },
      delivery,
    ),
    inside({ what: 'is looked up by the sweep', rate: 1 / load.sweepSeconds }, lookUp.app, lookUp.database),
    inside({ what: 'answers a heartbeat', rate: 1 / load.pingSeconds }, ping),
  ];
}
