import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WeighedServer } from '../fixtures/weighed-server.ts';
import { connectTransport } from '../security/support/raw-transport.ts';

const CONNECTIONS = 800;
/** The first ones fill what is shared. */
const WARM_UP = 100;
const AT_ONCE = 50;
/** The goal is 1.00 with thousands of connections; with hundreds, tables that grow by doubling weigh more. */
const AT_MOST = 1.05;

/** Bytes of heap that each idle member of one room takes on the server. */
async function weigh(subject: 'bare' | 'roomkey'): Promise<number> {
  const execArgv = ['--expose-gc', '--conditions=roomkey-source', '--import=tsx'];
  const script = join(import.meta.dirname, '../fixtures/weighed-server.ts');
  const server = fork(script, [subject, String(CONNECTIONS + WARM_UP)], { execArgv });
  const [{ url, tokens }]: [WeighedServer] = (await once(server, 'message')) as never;
  const heap = async (): Promise<number> => {
    server.send('heap');
    const [bytes] = await once(server, 'message');
    return bytes;
  };
  const enter = async (token: string): Promise<void> => {
    const transport = await connectTransport(url, token);
    expect(await transport.request('join-post', '{"postId":"p1"}')).toMatchObject({ ok: true });
  };
  const enterAll = async (some: readonly string[]): Promise<void> => {
    for (let first = 0; first < some.length; first += AT_ONCE)
      await Promise.all(some.slice(first, first + AT_ONCE).map(enter));
  };
  await enterAll(tokens.slice(0, WARM_UP));
  const before = await heap();
  await enterAll(tokens.slice(WARM_UP));
  const after = await heap();
  server.kill();
  return (after - before) / CONNECTIONS;
}

it('a connection weighs no more with Roomkey than without', { timeout: 120_000 }, async () => {
  const [bare, roomkey] = [await weigh('bare'), await weigh('roomkey')];
  expect(roomkey / bare).toBeLessThan(AT_MOST);
});
