import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { contract } from '../../../../examples/minimal/contract.ts';
import { createClient } from '../../src/client/index.ts';
import type { Client } from '../../src/client/index.ts';
import { SERVER_COMMAND, exampleFolder, repository, startReadmeServer } from '../fixtures/readme-server.ts';
import type { ReadmeServer } from '../fixtures/readme-server.ts';

const readme = (): string => readFileSync(join(repository, 'README.md'), 'utf8');

/** The fenced blocks of the README whose first line is a comment with the name of a file. */
function readmeFiles(): ReadonlyMap<string, string> {
  const blocks = readme().matchAll(/^```tsx?\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, text = '', name = '']) => [name, text]));
}

function typeCheck(folder: string): { readonly stdout: string; readonly status: number | null } {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  return { stdout, status };
}

describe('the examples of the README', () => {
  it('are those that are tested here, word for word', () => {
    const names = readdirSync(exampleFolder).filter((name) => /\.tsx?$/.test(name));
    expect(names.toSorted()).toEqual(['client.tsx', 'contract.ts', 'server.ts']);
    for (const name of names)
      expect(readmeFiles().get(name)).toBe(readFileSync(join(exampleFolder, name), 'utf8'));
  });

  it('type-check', { timeout: 60_000 }, () => {
    expect(typeCheck(exampleFolder)).toEqual({ stdout: '', status: 0 });
  });

  it('type-check on the server of somebody else', { timeout: 60_000 }, () => {
    const modules = join(repository, 'packages/roomkey/node_modules/');
    mkdirSync(modules, { recursive: true });
    const folder = mkdtempSync(join(modules, '.readme-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = {
      'existing-server.ts': readmeFiles().get('existing-server.ts') ?? 'The README has no such example',
      'your-server.ts': YOUR_SERVER,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ extends: join(exampleFolder, 'tsconfig.json'), include: ['*.ts'] }),
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

describe('the server of the README', { timeout: 20_000 }, () => {
  const soon = { timeout: 5000 };
  let server: ReadmeServer;
  beforeAll(async () => {
    server = await startReadmeServer();
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]());

  function connect(userId: string | null): Client<typeof contract> {
    const client = createClient(contract, {
      url: server.url,
      getToken: () => (userId === null ? null : server.sign(userId)),
    });
    onTestFinished(() => client.close());
    return client;
  }

  it('tells every reader of a like', async () => {
    const [ada, bob] = [connect('ada'), connect('bob')];
    const heard: unknown[] = [];
    const rooms = [ada, bob].map((client) => client.room('post', { postId: 'hello' }));
    rooms[1]?.on('like-update', (likes) => heard.push(likes));
    await vi.waitFor(
      () => expect(rooms.map(({ state }) => state.get().status)).toEqual(['joined', 'joined']),
      soon,
    );
    expect(ada.session.get()).toMatchObject({ status: 'authenticated', user: { id: 'ada', name: 'ada' } });
    expect(await ada.request('like-post', { postId: 'hello' })).toEqual({ likeCount: 1 });
    await vi.waitFor(() => expect(heard).toEqual([{ postId: 'hello', likeCount: 1 }]), soon);
  });

  it.each([
    ['eve', 'hello', 'forbidden'],
    ['ada', 'secrets', 'forbidden'],
    [null, 'hello', 'unauthenticated'],
    ['nobody', 'hello', 'unauthenticated'],
  ])('keeps %s out of %s', async (userId, postId, code) => {
    const client = connect(userId);
    const room = client.room('post', { postId });
    await vi.waitFor(
      () => expect(room.state.get()).toMatchObject({ status: 'denied', error: { code } }),
      soon,
    );
    await expect(client.request('like-post', { postId })).rejects.toMatchObject({
      code: userId === 'eve' || userId === 'ada' ? 'not_joined' : 'unauthenticated',
    });
  });

  it('does not start without a secret', { timeout: 30_000 }, () => {
    const { JWT_SECRET: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, SERVER_COMMAND, {
      cwd: exampleFolder,
      env,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('TypeError: Verifier: the secret needs at least 32 bytes.'),
    });
  });
});
