import type { Namespace, Server } from 'socket.io';
import { broadcastReady } from './adapter.ts';
import type { AdapterClass, BroadcastOptions, EventPacket } from './adapter.ts';
import type { Outlet } from './outlet.ts';

type Adapter = Namespace['adapter'];

/** An adapter, with what its own types call private. */
interface Inside {
  broadcast(packet: EventPacket, options: BroadcastOptions): unknown;
  /** Every way of an adapter to members of this server goes through it. */
  apply(options: BroadcastOptions, visit: (socket: unknown) => void): void;
}

export interface LocalFirstParts {
  /** Socket.IO's own adapter. */
  readonly Local: AdapterClass;
  /** Null: members get broadcasts the way Socket.IO sends them. */
  readonly outlet: Outlet | null;
}

/**
 * Gives broadcasts to the members on this server before the adapter publishes them. Adapters on Socket.IO's
 * `ClusterAdapter` (PostgreSQL, Redis Streams, sharded Redis) publish first, and keep local members waiting for as
 * long as the bus does.
 */
export function deliverLocallyFirst(io: Server, parts: LocalFirstParts): void {
  const cover = ({ adapter }: Namespace): void => {
    if (adapter.serverSideEmit !== parts.Local.prototype.serverSideEmit) putLocalFirst(adapter, parts);
  };
  for (const namespace of io._nsps.values()) cover(namespace);
  io.on('new_namespace', cover);
}

function putLocalFirst(adapter: Adapter, { Local, outlet }: LocalFirstParts): void {
  const inside = adapter as unknown as Inside;
  const publish = inside.broadcast.bind(adapter);
  const apply = inside.apply.bind(adapter);
  const delivered = new WeakSet<BroadcastOptions>();
  if (!passesOptionsOn(inside, publish)) return;

  inside.apply = (options, visit) => {
    if (!delivered.has(options)) apply(options, visit);
  };
  inside.broadcast = (packet, options) => {
    if (outlet === null) Local.prototype.broadcast.call(adapter, packet, options);
    else broadcastReady(adapter, { packet, options }, outlet);
    if (options.flags?.local === true) return;
    // It ends in a local broadcast of its own, with these options, whenever that is.
    delivered.add(options);
    void publish(packet, options);
  };
}

/**
 * Whether the local part of a broadcast can be told by its options. An adapter that makes others of them would
 * deliver twice: it is left as it is.
 */
function passesOptionsOn(inside: Inside, publish: Inside['broadcast']): boolean {
  const options = { rooms: new Set(['']), except: new Set<string>(), flags: { local: true } };
  let passed: unknown = null;
  inside.apply = (given) => {
    passed = given;
  };
  void publish({ type: EVENT, nsp: '', data: [] }, options);
  // The method of its class is seen again.
  Reflect.deleteProperty(inside, 'apply');
  return passed === options;
}

/** The type of an event's packet in Socket.IO's protocol. */
const EVENT = 2;
