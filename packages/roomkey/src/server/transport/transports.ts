import type { Server } from 'socket.io';
import type { Clock } from '../clock.ts';
import type { ResolvedLimits } from '../limits/limits.ts';
import { createUserSlots } from '../limits/user-slots.ts';
import type { OnError } from '../report.ts';
import { guardAdmission } from './admission.ts';
import { createAddresses } from './addresses.ts';
import type { AddressUse } from './addresses.ts';
import { addressKey, clientAddress } from './client-address.ts';
import { destroy, engineOf } from './engine.ts';
import type { PacketListener, Transport } from './engine.ts';
import { createOriginCheck } from './origins.ts';
import { grow, isRefusal, lengthOf } from './outgoing.ts';
import type { Backlog } from './outgoing.ts';

export interface TransportOptions {
  readonly limits: ResolvedLimits;
  readonly clock: Clock;
  readonly origins: readonly string[] | 'any' | undefined;
  readonly trustProxy: number;
  readonly report: OnError;
}

/** Bounds what a transport can take before anybody is known on it, and what may wait to be sent on it. */
export interface Transports {
  /** A CONNECT came. False: another to the same namespace is being decided, and the transport was closed. */
  enter(transport: Transport, namespace: string): boolean;
  /** The CONNECT is granted; the user counts until the transport closes. @throws RoomkeyError `too_many_connections` */
  accept(transport: Transport, namespace: string, userId: string | null): void;
  /** The CONNECT is refused. */
  refuse(transport: Transport, namespace: string): void;
  /** A socket that was accepted is gone; a transport without any is closed. */
  gone(transport: Transport): void;
}

interface TransportState extends Backlog {
  readonly use: AddressUse | null;
  /** Namespaces with a CONNECT that is being decided. */
  readonly pending: string[];
  /** Whose connections they are, one entry for each. */
  readonly userIds: string[];
  sockets: number;
  earlyPackets: number;
  earlyBytes: number;
  refusals: number;
}

const MAX_REFUSALS = 3;
/** What may come before anybody is accepted: CONNECTs, with tokens of up to 8 KiB. */
const MAX_EARLY_PACKETS = 16;
const MAX_EARLY_BYTES = 32_768;

export function watchTransports(io: Server, options: TransportOptions): Transports {
  const { limits, clock, origins, trustProxy, report } = options;
  const engine = engineOf(io);
  const addresses = limits.address === null ? null : createAddresses(limits.address, clock);
  const addressOf = (request: Transport['request']): string => addressKey(clientAddress(request, trustProxy));
  const isAllowedOrigin = createOriginCheck(origins, engine.opts.cors);
  guardAdmission(engine, { isAllowedOrigin, addresses, addressOf, report });
  io.connectTimeout(limits.handshakeMs);

  const slots = createUserSlots(limits.connectionsPerUser);
  const states = new WeakMap<Transport, TransportState>();

  const onEarlyPacket: PacketListener = function (packet) {
    const state = states.get(this);
    if (state === undefined) return;
    state.earlyPackets += 1;
    state.earlyBytes += lengthOf(packet);
    if (state.earlyPackets > MAX_EARLY_PACKETS || state.earlyBytes > MAX_EARLY_BYTES) destroy(this);
  };

  const refuse = (transport: Transport, state: TransportState): void => {
    state.refusals += 1;
    if (state.use !== null) addresses?.refused(state.use);
    // After the refusal itself has been written: Engine.IO flushes what is buffered before it closes.
    if (state.refusals >= MAX_REFUSALS) setImmediate(() => transport.close());
  };

  // Shared by all transports, and nothing is looked up for a packet that goes out at once.
  const onPacketCreate: PacketListener = function (packet) {
    const refused = isRefusal(packet);
    if (this.writeBuffer.length === 0 && !refused) return;
    const state = states.get(this);
    if (state === undefined) return;
    if (refused) refuse(this, state);
    // Not now: whoever sends may be on the way through a list of members that an end would change.
    if (grow(state, this, packet) > limits.queuedBytes) process.nextTick(() => destroy(this));
  };

  const onClose = function (this: Transport): void {
    const state = states.get(this);
    if (state === undefined) return;
    if (state.use !== null) addresses?.leave(state.use);
    for (const userId of state.userIds.splice(0)) slots.giveBack(userId);
  };

  engine.on('connection', (transport) => {
    const use = addresses?.enter(addressOf(transport.request)) ?? null;
    if (use === null && addresses !== null) return transport.close(true);
    states.set(transport, {
      use,
      pending: [],
      userIds: [],
      sockets: 0,
      earlyPackets: 0,
      earlyBytes: 0,
      refusals: 0,
      bytes: 0,
    });
    transport.once('close', onClose);
    transport.on('packet', onEarlyPacket);
    transport.on('packetCreate', onPacketCreate);
  });

  return {
    enter(transport, namespace) {
      const pending = states.get(transport)?.pending;
      if (pending === undefined || pending.includes(namespace)) {
        transport.close(true);
        return false;
      }
      pending.push(namespace);
      return true;
    },
    accept(transport, namespace, userId) {
      const state = states.get(transport);
      if (state === undefined || isClosed(transport)) return;
      if (userId !== null) {
        slots.take(userId);
        state.userIds.push(userId);
      }
      settle(state, namespace);
      state.sockets += 1;
      transport.off('packet', onEarlyPacket);
    },
    refuse(transport, namespace) {
      const state = states.get(transport);
      if (state !== undefined) settle(state, namespace);
    },
    gone(transport) {
      const state = states.get(transport);
      if (state === undefined) return;
      state.sockets -= 1;
      if (state.sockets === 0 && state.pending.length === 0) transport.close();
    },
  };
}

function settle({ pending }: TransportState, namespace: string): void {
  pending.splice(pending.indexOf(namespace), 1);
}

/** Nobody would hear of what is counted for a transport that has closed while it was decided about. */
const isClosed = ({ readyState }: Transport): boolean => readyState === 'closed' || readyState === 'closing';
