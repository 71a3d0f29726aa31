import type { AddressUse } from './addresses.ts';
import type { Transport } from './engine.ts';

/** CONNECTs that one transport may be refused. */
export const MAX_REFUSALS = 3;

/** What is known of a transport, whoever is on it. */
export interface TransportState {
  readonly use: AddressUse | null;
  /** Namespaces that are connected or being decided about: by Roomkey, or by middleware of the application. */
  namespaces: readonly string[];
  /** Whose connections they are, one entry for each. */
  userIds: readonly string[];
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

export const createState = (use: AddressUse | null): TransportState => ({
  use,
  namespaces: NONE,
  userIds: NONE,
  served: false,
  earlyPackets: 0,
  earlyBytes: 0,
  refusals: 0,
  queuedBytes: 0,
  cut: false,
});

export function leave(state: TransportState, namespace: string): void {
  state.namespaces = state.namespaces.filter((name) => name !== namespace);
}

/** Everybody who was on it is gone, and nobody is about to come. */
export const isLeft = ({ served, namespaces }: TransportState): boolean => served && namespaces.length === 0;
