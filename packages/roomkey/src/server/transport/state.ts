import type { AddressUse } from './addresses.ts';
import type { Transport } from './engine.ts';

/** What is known of a transport, whoever is on it. */
export interface TransportState {
  readonly use: AddressUse | null;
  /** Namespaces that are connected or being decided about: by Roomkey, or by middleware of the application. */
  readonly namespaces: string[];
  /** Whose connections they are, one entry for each. */
  readonly userIds: string[];
  /** Whether anybody was ever accepted. */
  served: boolean;
  earlyPackets: number;
  earlyBytes: number;
  refusals: number;
  queuedBytes: number;
}

export type TransportStates = WeakMap<Transport, TransportState>;

export const createState = (use: AddressUse | null): TransportState => ({
  use,
  namespaces: [],
  userIds: [],
  served: false,
  earlyPackets: 0,
  earlyBytes: 0,
  refusals: 0,
  queuedBytes: 0,
});

export function leave({ namespaces }: TransportState, namespace: string): void {
  const index = namespaces.indexOf(namespace);
  if (index !== -1) namespaces.splice(index, 1);
}

/** Everybody who was on it is gone, and nobody is about to come. */
export const isLeft = ({ served, namespaces }: TransportState): boolean => served && namespaces.length === 0;
