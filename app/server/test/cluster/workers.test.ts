import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remoteDatabases } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { runProgram, served, serverFolder } from '../support/process.ts';
import { ask, heard } from '../support/sockets.ts';
import { PUBLIC_URL, clientOf } from '../support/test-board.ts';
import type { Person, TestClient } from '../support/test-board.ts';
import { freePort } from '../support/free-port.ts';

const main = join(serverFolder, 'src/main.ts');

describe.each(remoteDatabases)('three workers on $name', { timeout: 90_000 }, (kind) => {
  let database: TestDatabase;
  let primary: ChildProcess;
  let client: TestClient;
  let ann: Person;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    const port = await freePort();
    const variables = { WORKERS: '3', PORT: String(port), PUBLIC_URL, AUTH_RATE_LIMIT: '0' };
    const child = runProgram(main, { ...database.variables, ...variables });
    primary = child;
    await served(child);
    client = clientOf(`http://127.0.0.1:${port}`);
    ann = await client.signUp('Ann');
    postId = await client.post(ann);
  });
  afterAll(async () => {
    primary.kill('SIGKILL');
    await database.remove();
  });

  const bootIds = async (): Promise<Set<string>> => {
    const answers = Array.from({ length: 12 }, () => client.expectJson(200, 'GET /healthz'));
    return new Set((await Promise.all(answers)).map(({ bootId }) => bootId));
  };

  it('share the port', async () => {
    await expect.poll(async () => (await bootIds()).size, { timeout: 10_000 }).toBe(3);
  });

  it('serve clients that begin with polling, and carry what is on one to the others', async () => {
    const sockets = Array.from({ length: 6 }, () => client.connect(ann));
    for (const socket of sockets) {
      expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
    }
    const updates = sockets.map((socket) => heard(socket, 'like-update'));
    expect(await client.request(ann, 'like-post', { postId })).toMatchObject({ ok: true });
    for (const update of await Promise.all(updates)) expect(update).toMatchObject({ postId, likeCount: 1 });
    for (const socket of sockets) socket.disconnect();
  });

  it('say together what they count', async () => {
    const sockets = Array.from({ length: 6 }, () => client.connect(ann));
    await Promise.all(sockets.map((socket) => heard(socket, 'session')));
    const counted = async (): Promise<string | undefined> => {
      const metrics = await (await client.send('GET', '/metrics')).text();
      return /^roomkey_connections\{state="authenticated"\} (\d+)$/m.exec(metrics)?.[1];
    };
    await expect.poll(counted).toBe('6');
    for (const socket of sockets) socket.disconnect();
  });

  it('end together, and well, when the primary is told to', async () => {
    const socket = client.connect(ann);
    await heard(socket, 'session');
    const exit = once(primary, 'exit');
    const closed = once(socket as never, 'disconnect');
    primary.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    await closed;
  });
});
