import type { Socket } from 'socket.io-client';
import { createCluster, createFakeClock } from '../../../src/testing/index.ts';
import type { Cluster, ClusterOptions, FakeClock, MintOptions } from '../../../src/testing/index.ts';
import type { Roomkey } from '../../../src/server/index.ts';
import { attachBoard, createWorld } from '../../fixtures/board.ts';
import type { BoardContract, BoardOptions, BoardUser, BoardWorld } from '../../fixtures/board.ts';

type Board = Roomkey<BoardContract, BoardUser>;

/** One board on three servers, which share what a database would hold. */
export interface Boards extends AsyncDisposable {
  readonly world: BoardWorld;
  readonly cluster: Cluster<Board>;
  roomkey(node: number): Board;
  as(userId: string, node: number, options?: Partial<MintOptions>): Promise<Socket>;
  /** Members of a Socket.IO room on a server. */
  members(key: string, node: number): number;
}

export interface BoardsOptions extends BoardOptions {
  readonly cluster?: ClusterOptions;
}

/** On the time of the machine. */
export const openBoards = (options: BoardsOptions = {}): Promise<Boards> => open(createWorld(), options);

/** On a time that only the test moves. */
export async function stageBoards(
  options: BoardsOptions = {},
): Promise<Boards & { readonly clock: FakeClock }> {
  const clock = createFakeClock();
  return { ...(await open(createWorld(clock), { ...options, clock })), clock };
}

async function open(
  world: BoardWorld,
  { cluster: clusterOptions = {}, ...options }: BoardsOptions,
): Promise<Boards> {
  const cluster = await createCluster(
    (io, node) => attachBoard(io, world, { ...options, node }),
    clusterOptions,
  );
  return {
    world,
    cluster,
    roomkey: (node) => cluster.node(node).attached,
    as: async (userId, node, mint = {}) =>
      cluster.connect(await world.mint.mint({ userId, ...mint }), { node, transports: ['websocket'] }),
    members: (key, node) => cluster.node(node).io.of('/').adapter.rooms.get(key)?.size ?? 0,
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}
