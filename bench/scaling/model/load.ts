/** What people do; each rate is per open connection and second. */
export interface Load {
  /** Members who hear an event, the mean over events. */
  readonly members: number;
  /** Opens a post: a view and a join, and a leave of the one before. */
  readonly views: number;
  readonly likes: number;
  readonly comments: number;
  /** Says that somebody types, or stopped. */
  readonly typing: number;
  /** Connects anew, after a reload or a lost network. */
  readonly reconnects: number;
  /** Asks for another access token. */
  readonly tokens: number;
  /** Seconds between two messages of a server about who is there. */
  readonly presenceSeconds: number;
  /** Seconds between two look-ups of every session. */
  readonly sweepSeconds: number;
  /** Seconds between two heartbeats of Engine.IO. */
  readonly pingSeconds: number;
}

/** A busy board: everybody is awake. */
export const LOAD: Load = {
  members: 50,
  views: 1 / 60,
  likes: 1 / 200,
  comments: 1 / 600,
  typing: 1 / 100,
  reconnects: 1 / 900,
  // Renewed between three quarters and nine tenths of ten minutes.
  tokens: 1 / 495,
  presenceSeconds: 0.25,
  sweepSeconds: 5,
  pingSeconds: 25,
};

/** Of one connection in a second, from what people do. */
export interface Rates {
  /** Told to the rooms `post`, `watch` and `glance`: the carrier cannot filter by room. */
  readonly wide: number;
  /** Told to one room. */
  readonly narrow: number;
  /** Somebody came to a room or left it. */
  readonly presence: number;
  readonly lookUps: number;
}

export const ratesOf = (load: Load): Rates => ({
  wide: load.views + load.likes + load.comments,
  narrow: load.typing,
  presence: 2 * load.views,
  lookUps: 1 / load.sweepSeconds,
});
