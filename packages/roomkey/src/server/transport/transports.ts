import type { Server } from 'socket.io';
import type { Clock } from '../clock.ts';
import type { ResolvedLimits } from '../limits/limits.ts';
import { createUserSlots } from '../limits/user-slots.ts';
import type { UserSlots } from '../limits/user-slots.ts';
import type { OnError } from '../report.ts';
import { guardAdmission } from './admission.ts';
import { createAddresses } from './addresses.ts';
import type { Addresses } from './addresses.ts';
import { addressKey, clientAddress } from './client-address.ts';
import { boundEarlyPackets } from './early.ts';
import { engineOf } from './engine.ts';
import type { Engine, PacketListener, Transport } from './engine.ts';
import { createOriginCheck } from './origins.ts';
import { boundOutgoing } from './outgoing.ts';
import { count, counted, createState, enter, isLeft, leave } from './state.ts';
import type { TransportStates } from './state.ts';

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
  /** The user may connect, and counts until the transport closes. @throws RoomkeyError `too_many_connections` */
  accept(transport: Transport, userId: string): void;
  /** Somebody is on it, after every middleware of the application. */
  connected(transport: Transport): void;
  /** A socket that was connected is gone; a transport without any is closed. */
  gone(transport: Transport, namespace: string): void;
  /** Its client did not read, and was cut off. */
  wasCut(transport: Transport): boolean;
}

export function watchTransports(io: Server, options: TransportOptions): Transports {
  const { limits, clock, origins, trustProxy, report } = options;
  const engine = engineOf(io);
  const addresses = limits.address === null ? null : createAddresses(limits.address, clock);
  const addressOf = (request: Transport['request']): string => addressKey(clientAddress(request, trustProxy));
  const isAllowedOrigin = createOriginCheck(origins, engine.opts.cors);
  guardAdmission(engine, { isAllowedOrigin, addresses, addressOf, report });
  io.connectTimeout(limits.handshakeMs);

  const states: TransportStates = new WeakMap();
  const onEarlyPacket = boundEarlyPackets(states);
  const onPacketCreate = boundOutgoing(states, {
    queuedBytes: limits.queuedBytes,
    onRefused: ({ use }) => use !== null && addresses?.refused(use),
  });
  const slots = createUserSlots(limits.connectionsPerUser);
  watchNew(engine, { states, addresses, addressOf, slots, onEarlyPacket, onPacketCreate });
  return createTransports({ states, slots, onEarlyPacket });
}

interface WatchParts {
  readonly states: TransportStates;
  readonly addresses: Addresses | null;
  readonly addressOf: (request: Transport['request']) => string;
  readonly slots: UserSlots;
  readonly onEarlyPacket: PacketListener;
  readonly onPacketCreate: PacketListener;
}

/** One listener of each kind for all transports, since there are many of those. */
function watchNew(engine: Engine, parts: WatchParts): void {
  const { states, addresses, addressOf, slots, onEarlyPacket, onPacketCreate } = parts;

  const onClose = function (this: Transport): void {
    const state = states.get(this);
    if (state === undefined) return;
    if (state.use !== null) addresses?.leave(state.use);
    for (const userId of counted(state)) slots.giveBack(userId);
  };

  engine.on('connection', (transport) => {
    const use = addresses?.enter(addressOf(transport.request)) ?? null;
    if (use === null && addresses !== null) return transport.close(true);
    states.set(transport, createState(use));
    transport.on('close', onClose);
    transport.on('packet', onEarlyPacket);
    transport.on('packetCreate', onPacketCreate);
  });
}

type TransportsParts = Pick<WatchParts, 'states' | 'slots' | 'onEarlyPacket'>;

function createTransports({ states, slots, onEarlyPacket }: TransportsParts): Transports {
  return {
    enter(transport, namespace) {
      const state = states.get(transport);
      if (state === undefined || state.namespaces.includes(namespace)) {
        transport.close(true);
        return false;
      }
      enter(state, namespace);
      return true;
    },
    accept(transport, userId) {
      const state = states.get(transport);
      if (state === undefined || isClosed(transport)) return;
      slots.take(userId);
      count(state, userId);
    },
    connected(transport) {
      transport.off('packet', onEarlyPacket);
      const state = states.get(transport);
      if (state !== undefined) state.served = true;
    },
    wasCut: (transport) => states.get(transport)?.cut === true,
    gone(transport, namespace) {
      const state = states.get(transport);
      if (state === undefined) return;
      state.served = true;
      leave(state, namespace);
      if (isLeft(state)) transport.close();
    },
  };
}

/** Nothing is counted for a transport that closed while it was decided about: nobody would count it down again. */
const isClosed = ({ readyState }: Transport): boolean => readyState === 'closed' || readyState === 'closing';
