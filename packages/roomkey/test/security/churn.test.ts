import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTransport } from './support/raw-transport.ts';
import type { Remains, Started } from './support/churn-server.ts';

/** A slice of it for every day; `npm run churn` for all of it. */
const isLong = process.env['CHURN'] === 'long';
const cycles = isLong ? 50 : 8;
const clients = isLong ? 1_000 : 200;
/** By then everything is compiled and every cache is as large as it gets. */
const WARM_AFTER = 5;
/** What is collected differs a little each time: of a few cycles in a row the least is compared. */
const COMPARED = 3;
const GROWTH = 1.02;
const AT_ONCE = 50;
const POSTS = 40;

const nothing = { connections: 0, sockets: 0, transports: 0, rooms: 0, members: 0 };

let server: ChildProcess;
let started: Started;

beforeAll(async () => {
  const execArgv = ['--expose-gc', '--conditions=roomkey-source', '--import=tsx'];
  server = fork(join(import.meta.dirname, 'support/churn-server.ts'), { execArgv });
  [started] = await once(server, 'message');
}, 60_000);
afterAll(() => void server.kill());

async function remains(): Promise<Remains> {
  server.send('remains');
  const [answer] = await once(server, 'message');
  return answer;
}

/** One client comes, joins a room and goes: every other one without a goodbye. */
async function visit(index: number): Promise<void> {
  const isRude = index % 2 === 0;
  const token = index % 5 === 0 ? undefined : started.tokens[index % started.tokens.length];
  const transport = await connectTransport(started.url, token);
  const room = token === undefined ? 'join-watch' : 'join-post';
  expect(await transport.request(room, `{"postId":"p${index % POSTS}"}`)).toMatchObject({ ok: true });
  if (isRude) transport.close();
  else transport.socket.close();
  await transport.closed;
}

async function cycle(): Promise<void> {
  for (let first = 0; first < clients; first += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => visit(first + index)));
}

it(
  `nothing is left of clients that came and went (${cycles} times ${clients})`,
  { timeout: 1_800_000 },
  async () => {
    const heaps: number[] = [];
    for (let count = 0; count < cycles; count += 1) {
      await cycle();
      await expect.poll(remains).toMatchObject(nothing);
      heaps.push((await remains()).heapUsed);
    }
    const warm = Math.min(...heaps.slice(WARM_AFTER - COMPARED, WARM_AFTER));
    const ratio = Math.min(...heaps.slice(-COMPARED)) / warm;
    expect(ratio, `of ${heaps.join()}`).toBeLessThan(GROWTH);
  },
);
