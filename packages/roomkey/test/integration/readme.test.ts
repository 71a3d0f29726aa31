import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { contract } from '../../../../examples/minimal/contract.ts';
import { createClient } from '../../src/client/index.ts';
import type { Client } from '../../src/client/index.ts';

const root = new URL('../../../../', import.meta.url);
const example = new URL('examples/minimal/', root);
const read = (url: URL): string => readFileSync(url, 'utf8');

/** The fenced blocks of the README whose first line is a comment with the name of a file. */
function readmeFiles(): ReadonlyMap<string, string> {
  const blocks = read(new URL('README.md', root)).matchAll(/^```tsx?\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, text = '', name = '']) => [name, text]));
}

const SERVER = ['--conditions=roomkey-source', '--import', 'tsx', 'server.ts'];
const cwd = fileURLToPath(example);

function typeCheck(folder: string): { readonly stdout: string; readonly status: number | null } {
  const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  return { stdout, status };
}

describe('the examples of the README', () => {
  it('are those that are tested here, word for word', () => {
    const names = readdirSync(example).filter((name) => /\.tsx?$/.test(name));
    expect(names.toSorted()).toEqual(['client.tsx', 'contract.ts', 'server.ts']);
    for (const name of names) expect(readmeFiles().get(name)).toBe(read(new URL(name, example)));
  });

  it('type-check', { timeout: 60_000 }, () => {
    expect(typeCheck(cwd)).toEqual({ stdout: '', status: 0 });
  });

  it('type-check on the server of somebody else', { timeout: 60_000 }, () => {
    const modules = fileURLToPath(new URL('packages/roomkey/node_modules/', root));
    mkdirSync(modules, { recursive: true });
    const folder = mkdtempSync(join(modules, '.readme-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = {
      'existing-server.ts': readmeFiles().get('existing-server.ts') ?? 'The README has no such example',
      'your-server.ts': YOUR_SERVER,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ extends: join(cwd, 'tsconfig.json'), include: ['*.ts'] }),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    expect(typeCheck(folder)).toEqual({ stdout: '', status: 0 });
  });
});

const YOUR_SERVER = `
  import { Server } from 'socket.io';
  interface User { readonly id: string; readonly name: string; readonly role: 'user' | 'admin' }
  export const io = new Server();
  export const issuer: string = 'https://issuer.test';
  export const users = { find: async (id: string): Promise<User | null> => ({ id, name: id, role: 'user' }) };
`;

describe('the server of the README', () => {
  const secret = randomBytes(32).toString('base64url');
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, SERVER, {
      cwd,
      env: { ...process.env, PORT: String(port), JWT_SECRET: secret },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ready = `${url}/socket.io/?EIO=4&transport=polling`;
    await vi.waitFor(() => fetch(ready), { timeout: 20_000, interval: 50 });
  }, 30_000);

  afterAll(async () => {
    const gone = once(server, 'exit');
    server.kill();
    await gone;
  });

  /** The token service that the example leaves to the reader. */
  const sign = (userId: string): Promise<string> =>
    new SignJWT({ sid: `session-of-${userId}` })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(userId)
      .setIssuer('https://example.com')
      .setAudience('https://example.com')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(secret));

  function connect(userId: string | null): Client<typeof contract> {
    const client = createClient(contract, { url, getToken: () => (userId === null ? null : sign(userId)) });
    onTestFinished(() => client.close());
    return client;
  }

  it('tells every reader of a like', async () => {
    const [ada, bob] = [connect('ada'), connect('bob')];
    const heard: unknown[] = [];
    const rooms = [ada, bob].map((client) => client.room('post', { postId: 'hello' }));
    rooms[1]?.on('like-update', (likes) => heard.push(likes));
    await vi.waitFor(() =>
      expect(rooms.map(({ state }) => state.get().status)).toEqual(['joined', 'joined']),
    );
    expect(ada.session.get()).toMatchObject({ status: 'authenticated', user: { id: 'ada', name: 'ada' } });
    expect(await ada.request('like-post', { postId: 'hello' })).toEqual({ likeCount: 1 });
    await vi.waitFor(() => expect(heard).toEqual([{ postId: 'hello', likeCount: 1 }]));
  });

  it.each([
    ['eve', 'hello', 'forbidden'],
    ['ada', 'secrets', 'forbidden'],
    [null, 'hello', 'unauthenticated'],
    ['nobody', 'hello', 'unauthenticated'],
  ])('keeps %s out of %s', async (userId, postId, code) => {
    const client = connect(userId);
    const room = client.room('post', { postId });
    await vi.waitFor(() => expect(room.state.get()).toMatchObject({ status: 'denied', error: { code } }));
    await expect(client.request('like-post', { postId })).rejects.toMatchObject({
      code: userId === 'eve' || userId === 'ada' ? 'not_joined' : 'unauthenticated',
    });
  });

  it('does not start without a secret', { timeout: 30_000 }, () => {
    const { JWT_SECRET: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, SERVER, { cwd, env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('TypeError: Verifier: the secret needs at least 32 bytes.'),
    });
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
