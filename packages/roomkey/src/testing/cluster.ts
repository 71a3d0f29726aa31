import type { Server, ServerOptions } from 'socket.io';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { createHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { createMemoryBus } from './memory-bus.ts';
import type { MemoryBus } from './memory-bus.ts';

/** What is put on each server, at least: a Roomkey has it. */
export interface Closable {
  close(): void;
}

/** One server of a cluster. */
export interface ClusterNode<Attached extends Closable> extends Harness {
  /** `node-0`, `node-1`, …: for the option `node`. */
  readonly name: string;
  /** What `attach` returned for it. */
  readonly attached: Attached;
}

export interface ClusterOptions {
  /** How many servers. @default 3 */
  readonly nodes?: number;
  /** Another adapter for each server than the one in memory, whose `bus` has no effect then. */
  readonly adapter?: (node: number) => NonNullable<ServerOptions['adapter']>;
  readonly serverOptions?: Partial<ServerOptions>;
}

export interface ClusterClientOptions extends Partial<ManagerOptions & SocketOptions> {
  /** The server to connect to, by its place in `nodes`. @default 0 */
  readonly node?: number;
}

/** Several real Socket.IO servers in one process, which share rooms and hear of each other. */
export interface Cluster<Attached extends Closable> extends AsyncDisposable {
  readonly nodes: readonly ClusterNode<Attached>[];
  /** What joins them; a test can stop, hang and mend it, or cut one server off. */
  readonly bus: MemoryBus;
  /** As the harness's: a bare `socket.io-client`, not yet connected, that is closed with the cluster. */
  client(token?: unknown, options?: ClusterClientOptions): Socket;
  /** As `client`, connected, and told by `session` who it is. Rejects with the `connect_error`. */
  connect(token?: unknown, options?: ClusterClientOptions): Promise<Socket>;
  /** The server at a place. @throws RangeError when there is none */
  node(place: number): ClusterNode<Attached>;
  close(): Promise<void>;
}

/**
 * Starts servers for a test, on free ports of this machine, and hands each to `attach`. They are joined by an
 * adapter in memory that is made like Socket.IO's for PostgreSQL and Redis Streams: messages are copied and arrive in
 * a later turn of the event loop.
 *
 * @example
 * await using cluster = await createCluster((io, node) => attachRoomkey(io, { ...options, node }));
 * const phone = await cluster.connect(await mint.mint({ userId: 'alice' }), { node: 1 });
 * cluster.bus.hang();
 * const { missing } = await cluster.node(0).attached.revoke({ userId: 'alice' }); // ['node-1', 'node-2']
 */
export async function createCluster<Attached extends Closable>(
  attach: (io: Server, node: string) => Attached,
  options: ClusterOptions = {},
): Promise<Cluster<Attached>> {
  const bus = createMemoryBus();
  const nodes: ClusterNode<Attached>[] = [];
  const close = async (): Promise<void> => {
    for (const { attached } of nodes) attached.close();
    await Promise.all(nodes.map((node) => node.close()));
  };
  const node = (place: number): ClusterNode<Attached> => {
    const found = nodes[place];
    if (found === undefined) throw new RangeError(`The cluster has no node ${place}.`);
    return found;
  };

  for (let place = 0; place < (options.nodes ?? 3); place += 1) {
    const adapter = options.adapter?.(place) ?? bus.adapterOf(place);
    nodes.push(await startNode(attach, `node-${place}`, { ...options.serverOptions, adapter }));
  }
  // By then they have heard of each other.
  await bus.idle();
  return {
    nodes,
    bus,
    node,
    client: (token, { node: place = 0, ...rest } = {}) => node(place).client(token, rest),
    connect: (token, { node: place = 0, ...rest } = {}) => node(place).connect(token, rest),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function startNode<Attached extends Closable>(
  attach: (io: Server, node: string) => Attached,
  name: string,
  serverOptions: Partial<ServerOptions>,
): Promise<ClusterNode<Attached>> {
  const made: { attached?: Attached } = {};
  const harness = await createHarness((io) => {
    made.attached = attach(io, name);
  }, serverOptions);
  if (made.attached === undefined) throw new TypeError('Nothing was attached.');
  return { ...harness, name, attached: made.attached };
}
