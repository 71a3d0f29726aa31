import type { Constants } from '../model/constants.ts';
import type { Load } from '../model/load.ts';

/** Something that one connection makes its server do. */
export interface Kind {
  /** Per connection and second. */
  readonly rate: number;
  /** Microseconds of its server. */
  readonly work: number;
  /** Microseconds of each other server that hears of it; null: nobody is told. */
  readonly hear: number | null;
  /** Changes of who is there. */
  readonly presence: number;
}

export function kindsOf(load: Load, { app, hear, lookUp, ping }: Constants): readonly Kind[] {
  const silent = (rate: number, work: number): Kind => ({ rate, work, hear: null, presence: 0 });
  const told = (rate: number, work: number, heard: number): Kind => ({
    rate,
    work,
    hear: heard,
    presence: 0,
  });
  return [
    { ...told(load.views, app.view + app.join + app.leave, hear.redisAll), presence: 2 },
    told(load.likes, app.like, hear.redisAll),
    told(load.comments, app.comment, hear.redisAll),
    told(load.typing, app.typing, hear.redisRoom),
    silent(load.reconnects, app.handshake),
    silent(load.tokens, app.token),
    silent(1 / load.pingSeconds, ping),
    // So many look-ups are one piece of work, which others wait for.
    silent(1 / (load.sweepSeconds * lookUp.together), lookUp.app * lookUp.together),
  ];
}

/** One of them, as often as their rates say. */
export function pickBy(kinds: readonly Kind[], random: () => number): Kind {
  let left = random() * kinds.reduce((sum, { rate }) => sum + rate, 0);
  for (const kind of kinds) {
    left -= kind.rate;
    if (left < 0) return kind;
  }
  return kinds[0] as Kind;
}
