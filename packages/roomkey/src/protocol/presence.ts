/** What everybody in a room may know of somebody else there. */
export interface PresentUser {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
}

/** What both messages say of a room, besides its params. */
interface PresenceFacts {
  /** The room's name in the contract. */
  readonly room: string;
  /** People, however many tabs and devices each of them has; also those beyond what is named. */
  readonly count: number;
  /** Connections of nobody that is known. */
  readonly anonymous: number;
  /** False: there are more people than are named. */
  readonly complete: boolean;
  /** Grows by one with every diff of this server; after a gap, ask for the state again. */
  readonly version: number;
}

/** The `presence-state` event, besides the params of its room. */
export interface PresenceState extends PresenceFacts {
  readonly users: readonly PresentUser[];
}

/** The `presence-diff` event, besides the params of its room. */
export interface PresenceDiff extends PresenceFacts {
  readonly joined: readonly PresentUser[];
  /** Ids of users. */
  readonly left: readonly string[];
}

/** The `draining` event. */
export interface DrainingMessage {
  /** Milliseconds to wait before connecting again, spread over the clients. */
  readonly reconnectAfterMs: number;
}
