import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { createRest } from '../../chaos/load/rest.ts';
import type { Person } from '../../chaos/load/people.ts';
import { quantile } from '../../cost/report/statistics.ts';
import { startMeasuredBoard } from './board.ts';
import type { MeasuredBoard, Used } from './board.ts';
import { usedSince } from './process-time.ts';

export type ActionName =
  'token' | 'handshake' | 'join' | 'view' | 'typing' | 'like' | 'unlike' | 'comment' | 'leave';

/** What one of it costs; CPU in microseconds. */
export interface ActionCost {
  readonly app: number;
  /** Of another server, which has no member of the room. */
  readonly elsewhere: number;
  /** Of the backends of the database. */
  readonly database: number;
  readonly transactions: number;
  readonly statements: number;
  /** Published on the bus. */
  readonly messages: number;
}

export interface BoardCosts {
  readonly actions: Readonly<Record<ActionName, ActionCost>>;
  /** Of another server, which has no member of the room: one who comes or leaves. */
  readonly presence: number;
  /** Of a server to which nobody is connected. */
  readonly residentBytes: number;
}

const AT_ONCE = 20;
const VISITS = 10;
const SETTLE_MS = 400;
const DEADLINE_MS = 20_000;

interface Visitor {
  readonly person: Person;
  readonly postId: string;
  token: string;
  socket: Socket;
}

/** Many people do the same on posts of their own, twenty at a time; the warm-up does all of it before. */
export async function measureActions(people: number, warmUp: number): Promise<BoardCosts> {
  await using board = await startMeasuredBoard();
  const residentBytes = await board.residentBytes();
  const first = await visitorsOf(board, warmUp);
  await runAll(board, first);
  for (const { socket } of first) socket.disconnect();
  const visitors = await visitorsOf(board, people);
  const idle = await idleRates(board);
  const actions = await runAll(board, visitors, idle);
  const presence = await hearPresence(board, visitors);
  for (const { socket } of visitors) socket.disconnect();
  return { actions, presence, residentBytes };
}

/** So little that other work of the machine is more: each time beside the same time in which nobody comes. */
async function hearPresence(board: MeasuredBoard, visitors: readonly Visitor[]): Promise<number> {
  const costs: number[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const startedAt = performance.now();
    const heard = await elsewhereDuring(board, async () => {
      for (const { run } of [ACTIONS.join, ACTIONS.leave])
        await inTurns(visitors, (visitor) => run(visitor, board.url));
    });
    const tookMs = performance.now() - startedAt;
    const idle = await elsewhereDuring(board, () => passed(tookMs - SETTLE_MS));
    costs.push((heard - idle) / (2 * visitors.length));
  }
  return Math.max(0, quantile(costs, 0.5));
}

async function elsewhereDuring(board: MeasuredBoard, work: () => Promise<void>): Promise<number> {
  const before = await board.used();
  await work();
  const after = await settled(board);
  return after.elsewhere - before.elsewhere;
}

async function visitorsOf({ town }: MeasuredBoard, count: number): Promise<readonly Visitor[]> {
  const people = await town.addPeople(count, 1);
  const [author] = people;
  if (author === undefined) return [];
  const posts = await town.addPosts(count, author);
  return people.map((person, index) => ({
    person,
    postId: posts[index] ?? '',
    token: '',
    socket: undefined as unknown as Socket,
  }));
}

/** One action of everybody. How often each does it makes the time long enough to be measured. */
interface Action {
  readonly times: number;
  readonly run: (visitor: Visitor, url: string) => Promise<unknown>;
}

const asking = (name: string, payload: (visitor: Visitor) => object = post, times = 1): Action => ({
  times,
  run: async (visitor) => {
    const answer = await visitor.socket.timeout(DEADLINE_MS).emitWithAck(name, payload(visitor));
    if (answer?.ok !== true) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  },
});

const post = ({ postId }: Visitor): object => ({ postId });

const ACTIONS: Readonly<Record<ActionName, Action>> = {
  token: {
    times: 1,
    async run(visitor, url) {
      const [login] = visitor.person.logins;
      if (login === undefined) throw new Error('Nobody without a login');
      visitor.token = (await createRest(url, visitor.person, login).token({ fresh: true })) ?? '';
    },
  },
  handshake: {
    times: 1,
    async run(visitor, url) {
      visitor.socket = io(url, { auth: { token: visitor.token }, transports: ['websocket'], forceNew: true });
      await new Promise((resolve, reject) => {
        visitor.socket.once('session', resolve).once('connect_error', reject);
      });
    },
  },
  join: asking('join-post'),
  view: asking('view-post'),
  typing: asking('typing', ({ postId }) => ({ postId, isTyping: true }), 10),
  like: asking('like-post'),
  unlike: asking('unlike-post'),
  comment: asking('comment-post', ({ postId }) => ({ postId, body: 'A comment', opId: randomUUID() })),
  leave: asking('leave-post'),
};

async function runAll(
  board: MeasuredBoard,
  visitors: readonly Visitor[],
  idle: IdleRates = { app: 0, elsewhere: 0, messages: 0 },
): Promise<Readonly<Record<ActionName, ActionCost>>> {
  const costs: Partial<Record<ActionName, ActionCost>> = {};
  for (const name of Object.keys(ACTIONS) as ActionName[]) {
    costs[name] = await costOfAll(board, visitors, { action: ACTIONS[name], idle });
  }
  return costs as Record<ActionName, ActionCost>;
}

interface Asked {
  readonly action: Action;
  readonly idle: IdleRates;
}

async function costOfAll(
  board: MeasuredBoard,
  visitors: readonly Visitor[],
  { action: { times, run }, idle }: Asked,
): Promise<ActionCost> {
  const before = await settled(board);
  const startedAt = performance.now();
  const todo = Array.from({ length: times }, () => visitors).flat();
  await inTurns(todo, (visitor) => run(visitor, board.url));
  const after = await settled(board);
  return costOf(before, after, { count: todo.length, forMs: performance.now() - startedAt, idle });
}

/** What is told a moment later, as presence is, belongs to what was done. */
async function settled(board: MeasuredBoard): Promise<Used> {
  await passed(SETTLE_MS);
  return board.used();
}

async function inTurns<Item>(items: readonly Item[], run: (item: Item) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** In a millisecond in which nobody asks anything. */
type IdleRates = Pick<ActionCost, 'app' | 'elsewhere' | 'messages'>;

const IDLE_MS = 2_000;

async function idleRates(board: MeasuredBoard): Promise<IdleRates> {
  const before = await settled(board);
  await passed(IDLE_MS);
  const after = await board.used();
  return {
    app: (after.app - before.app) / IDLE_MS,
    elsewhere: (after.elsewhere - before.elsewhere) / IDLE_MS,
    messages: (after.messages - before.messages) / IDLE_MS,
  };
}

interface Span {
  readonly count: number;
  readonly forMs: number;
  readonly idle: IdleRates;
}

function costOf(before: Used, after: Used, { count, forMs, idle }: Span): ActionCost {
  const above = (name: keyof IdleRates): number =>
    Math.max(0, after[name] - before[name] - idle[name] * forMs) / count;
  return {
    app: above('app'),
    elsewhere: above('elsewhere'),
    database: usedSince(before.database, after.database) / count,
    transactions: (after.answered.transactions - before.answered.transactions) / count,
    statements: (after.answered.statements - before.answered.statements) / count,
    messages: above('messages'),
  };
}
