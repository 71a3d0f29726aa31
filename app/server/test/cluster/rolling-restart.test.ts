import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remoteDatabases } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { dealTo } from '../support/dealer.ts';
import type { Dealer } from '../support/dealer.ts';
import { runProgram, served, serverFolder } from '../support/process.ts';
import { PUBLIC_URL, clientOf } from '../support/test-board.ts';
import type { Json, Person, TestClient } from '../support/test-board.ts';

const main = join(serverFolder, 'src/main.ts');
const NODES = 3;
const CLIENTS = 12;
/** What a page shows nothing of: a reconnect to the next server. */
const BLINK_MS = 5_000;

interface Node {
  readonly port: number;
  process: ChildProcessWithoutNullStreams;
}

describe.each(remoteDatabases)('three servers on $name', { timeout: 120_000 }, (kind) => {
  let database: TestDatabase;
  let nodes: readonly Node[];
  let dealer: Dealer;
  let client: TestClient;
  let ann: Person;
  let postId: string;

  const start = async (port: number): Promise<ChildProcessWithoutNullStreams> => {
    const variables = { PORT: String(port), PUBLIC_URL, AUTH_RATE_LIMIT: '0', REQUEST_LIMITS: 'off' };
    const child = runProgram(main, { ...database.variables, ...variables });
    await served(child);
    return child;
  };

  beforeAll(async () => {
    database = await kind.create();
    const ports = await Promise.all(Array.from({ length: NODES }, freePort));
    nodes = await Promise.all(ports.map(async (port) => ({ port, process: await start(port) })));
    dealer = await dealTo(ports);
    client = clientOf(dealer.url);
    ann = await client.signUp('Ann');
    postId = await client.post(ann);
  });
  afterAll(async () => {
    for (const node of nodes) node.process.kill('SIGKILL');
    await dealer.close();
    await database.remove();
  });

  it('are restarted one after the other: no acknowledged comment is lost, and everybody is back at once', async () => {
    const acknowledged: string[] = [];
    const away: number[] = [];
    const stop = new AbortController();
    const sockets = Array.from({ length: CLIENTS }, () => connect(dealer.url, ann.token, away));
    const work = sockets.map((socket) => comment(socket, { postId, acknowledged, signal: stop.signal }));
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(CLIENTS);

    for (const node of nodes) {
      const exit = once(node.process, 'exit');
      const before = acknowledged.length;
      node.process.kill('SIGTERM');
      const readiness = async (): Promise<number> =>
        (await fetch(`http://127.0.0.1:${node.port}/readyz`)).status;
      await expect.poll(readiness, { timeout: 10_000 }).toBe(503);
      expect(await exit).toEqual([0, null]);
      node.process = await start(node.port);
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + CLIENTS);
    }
    stop.abort();
    await Promise.all(work);
    for (const socket of sockets) socket.disconnect();

    const stored = await everyComment(client, postId);
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.filter((body) => !stored.includes(body))).toEqual([]);
    expect(away.length).toBeGreaterThan(0);
    expect(Math.max(...away)).toBeLessThan(BLINK_MS);
  });
});

/** A plain client, as anybody's, that notes for how long it was away. */
function connect(url: string, token: string, away: number[]): Socket {
  const options = { transports: ['websocket'], reconnectionDelay: 100, reconnectionDelayMax: 1_000 };
  const socket = io(url, { auth: { token }, forceNew: true, ...options });
  let leftAt = 0;
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') leftAt = performance.now();
  });
  socket.on('connect', () => {
    if (leftAt > 0) away.push(performance.now() - leftAt);
    leftAt = 0;
  });
  // Refused by the server that goes away: Socket.IO's own client leaves it to us to try again.
  socket.on('connect_error', () => socket.active || setTimeout(() => socket.connect(), 100));
  return socket;
}

interface CommentOptions {
  readonly postId: string;
  readonly acknowledged: string[];
  readonly signal: AbortSignal;
}

/** Comments one after the other, each as often as it takes: the same `opId` is the same comment. */
async function comment(socket: Socket, { postId, acknowledged, signal }: CommentOptions): Promise<void> {
  while (!signal.aborted) {
    const opId = randomUUID();
    for (let isDone = false; !isDone && !signal.aborted;) {
      const answer: Json = await socket
        .timeout(2_000)
        .emitWithAck('comment-post', { postId, body: opId, opId })
        .catch(() => ({ ok: false }));
      isDone = answer.ok;
      if (isDone) acknowledged.push(opId);
    }
  }
}

async function everyComment(client: TestClient, postId: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Json = await client.expectJson(200, `GET /api/posts/${postId}/comments?limit=50${query}`);
    bodies.push(...page.comments.map(({ body }: Json) => body));
    cursor = page.nextCursor;
  }
  return bodies;
}
