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

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isPresentUser = (value: unknown): value is PresentUser =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string';

const hasFacts = (value: Readonly<Record<string, unknown>>): boolean =>
  typeof value['room'] === 'string' &&
  typeof value['complete'] === 'boolean' &&
  ['count', 'anonymous', 'version'].every((figure) => typeof value[figure] === 'number');

/** Reads a `presence-state`; null when it is none. */
export function readPresenceState(value: unknown): PresenceState | null {
  return isRecord(value) && hasFacts(value) && isPresenceState(value) ? value : null;
}

const isPresenceState = (value: object): value is PresenceState =>
  'users' in value && Array.isArray(value.users) && value.users.every(isPresentUser);

/** Reads a `presence-diff`; null when it is none. */
export function readPresenceDiff(value: unknown): PresenceDiff | null {
  return isRecord(value) && hasFacts(value) && isPresenceDiff(value) ? value : null;
}

const isPresenceDiff = (value: object): value is PresenceDiff =>
  'joined' in value &&
  Array.isArray(value.joined) &&
  value.joined.every(isPresentUser) &&
  'left' in value &&
  Array.isArray(value.left) &&
  value.left.every((id) => typeof id === 'string');
