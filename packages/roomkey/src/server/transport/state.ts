import type { AddressUse } from './addresses.ts';
import type { Transport } from './engine.ts';

/** CONNECTs that one transport may be refused. */
export const MAX_REFUSALS = 3;

/** What is known of a transport, whoever is on it. */
export interface TransportState {
  readonly use: AddressUse | null;
  /** Namespaces that are connected or being decided about: by Roomkey, or by middleware of the application. */
  namespaces: readonly string[];
  /** Whose connections they are, one entry for each; the first apart, since there is hardly ever another. */
  userId: string | null;
  otherUserIds: readonly string[];
  /** Whether anybody was ever accepted. */
  served: boolean;
  earlyPackets: number;
  earlyBytes: number;
  refusals: number;
  queuedBytes: number;
  /** Whether its client was cut off because it did not read. */
  cut: boolean;
}

export type TransportStates = WeakMap<Transport, TransportState>;

/** Lists are replaced: one that is pushed to makes room for 17 entries, where there is nearly always one. */
const NONE: readonly string[] = [];
/** One for all transports with nothing but the main namespace. */
const MAIN: readonly string[] = ['/'];

export const createState = (use: AddressUse | null): TransportState => ({
  use,
  namespaces: NONE,
  userId: null,
  otherUserIds: NONE,
  served: false,
  earlyPackets: 0,
  earlyBytes: 0,
  refusals: 0,
  queuedBytes: 0,
  cut: false,
});

export function enter(state: TransportState, namespace: string): void {
  const isMain = state.namespaces.length === 0 && namespace === '/';
  state.namespaces = isMain ? MAIN : state.namespaces.concat(namespace);
}

export function count(state: TransportState, userId: string): void {
  if (state.userId === null) state.userId = userId;
  else state.otherUserIds = state.otherUserIds.concat(userId);
}

export function* counted({ userId, otherUserIds }: TransportState): Iterable<string> {
  if (userId !== null) yield userId;
  yield* otherUserIds;
}

export function leave(state: TransportState, namespace: string): void {
  state.namespaces = state.namespaces.filter((name) => name !== namespace);
}

/** Everybody who was on it is gone, and nobody is about to come. */
export const isLeft = ({ served, namespaces }: TransportState): boolean => served && namespaces.length === 0;
