import type { AddressUse } from './addresses.ts';
import type { Transport } from './engine.ts';

/** What is known of a transport, whoever is on it. */
export interface TransportState {
  readonly use: AddressUse | null;
  /** Namespaces with a CONNECT that is being decided. */
  readonly pending: string[];
  /** Whose connections they are, one entry for each. */
  readonly userIds: string[];
  sockets: number;
  earlyPackets: number;
  earlyBytes: number;
  refusals: number;
  queuedBytes: number;
}

export type TransportStates = WeakMap<Transport, TransportState>;

export const createState = (use: AddressUse | null): TransportState => ({
  use,
  pending: [],
  userIds: [],
  sockets: 0,
  earlyPackets: 0,
  earlyBytes: 0,
  refusals: 0,
  queuedBytes: 0,
});
