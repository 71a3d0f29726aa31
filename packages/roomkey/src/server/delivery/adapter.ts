import type { Namespace, Socket } from 'socket.io';
import { engineSocketOf } from './engine-socket.ts';
import { messageFrame } from './message-frame.ts';
import type { Outlet } from './outlet.ts';

type Adapter = Namespace['adapter'];
export type BroadcastOptions = Parameters<Adapter['broadcast']>[1];
export type AdapterClass = new (namespace: Namespace) => Adapter;

export interface EventPacket {
  readonly type: number;
  nsp: string;
  readonly data: readonly unknown[];
}

/** A broadcast, encoded once for all of its members. */
interface Message {
  readonly packet: EventPacket;
  readonly parts: readonly unknown[];
  /** The whole of it as a websocket frame; null where it has binary parts. */
  readonly frame: Buffer | null;
  readonly volatile: boolean;
  readonly compress: boolean | undefined;
}

/**
 * Socket.IO's adapter, with broadcasts that go to each member's websocket as one ready frame. Members that are
 * polling, behind, or compressing get it through Engine.IO's queue, in order all the same.
 */
export function createAdapterClass(Base: AdapterClass, outlet: Outlet): AdapterClass {
  return class DeliveryAdapter extends Base {
    override broadcast(packet: EventPacket, options: BroadcastOptions): void {
      broadcastReady(this, { packet, options }, outlet);
    }
  };
}

export interface Broadcast {
  readonly packet: EventPacket;
  readonly options: BroadcastOptions;
}

/** To the members on this server. */
export function broadcastReady(adapter: Adapter, { packet, options }: Broadcast, outlet: Outlet): void {
  const message = encode(adapter.nsp as Namespace, packet, options.flags ?? {});
  forEachMember(adapter, options, (socket) => {
    notifyOutgoing(socket, packet);
    deliver(socket, message, outlet);
  });
}

/** A copy: a listener may add or remove others. */
function notifyOutgoing(socket: Socket, { data }: EventPacket): void {
  for (const listener of socket.listenersAnyOutgoing().slice()) Reflect.apply(listener, socket, data);
}

function encode(
  namespace: Namespace,
  packet: EventPacket,
  flags: NonNullable<BroadcastOptions['flags']>,
): Message {
  packet.nsp = namespace.name;
  const { encoder } = namespace.server as unknown as Encoding;
  const parts = encoder.encode(packet);
  const [text] = parts;
  const frame = parts.length === 1 && typeof text === 'string' ? messageFrame(text) : null;
  return { packet, parts, frame, volatile: flags.volatile === true, compress: flags.compress };
}

interface Encoding {
  readonly encoder: { encode(packet: EventPacket): readonly unknown[] };
}

function deliver(socket: Socket, { parts, frame, volatile, compress }: Message, outlet: Outlet): void {
  const connection = engineSocketOf(socket);
  if (frame !== null && outlet.write(connection, frame)) return;
  if (volatile && outlet.isBehind(connection)) return;
  const ready = frame === null ? {} : { wsPreEncodedFrame: [frame] as const };
  for (const part of parts) connection.write(part, { compress, ...ready });
}

function forEachMember(
  { rooms, sids, nsp }: Adapter,
  options: BroadcastOptions,
  visit: (socket: Socket) => void,
): void {
  const { sockets } = nsp as Namespace;
  const done = idsIn(rooms, options.except);
  const visitOnce = (id: string): void => {
    const socket = sockets.get(id);
    if (socket === undefined || done.has(id)) return;
    if (options.rooms.size > 1) done.add(id);
    visit(socket);
  };
  if (options.rooms.size === 0) for (const id of sids.keys()) visitOnce(id);
  for (const room of options.rooms) for (const id of rooms.get(room) ?? []) visitOnce(id);
}

function idsIn(rooms: Adapter['rooms'], names: Iterable<string> = []): Set<string> {
  const ids = new Set<string>();
  for (const name of names) for (const id of rooms.get(name) ?? []) ids.add(id);
  return ids;
}
