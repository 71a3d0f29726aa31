import { spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pglite } from './support/databases.ts';
import { freePort } from './support/free-port.ts';
import { finished, runProgram, serverFolder, urlOf } from './support/process.ts';

const main = join(serverFolder, 'src/main.ts');

const start = (dataDir: string, port = 0): ChildProcessWithoutNullStreams =>
  runProgram(main, { PORT: String(port), DATA_DIR: dataDir });

describe('the process', { timeout: 60_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says where it is, and ends cleanly on %s', async (signal) => {
    const { directory, remove } = await pglite.create();
    const child = start(directory);
    const exit = once(child, 'exit');
    const url = await urlOf(child);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
    expect((await readdir(directory)).toSorted()).toEqual(['auth-secret', 'db']);
    await remove();
  });

  it('opens what a killed process has left', async () => {
    const { directory, remove } = await pglite.create();
    const first = start(directory);
    await urlOf(first);
    const exit = once(first, 'exit');
    first.kill('SIGKILL');
    await exit;
    const second = start(directory);
    const url = await urlOf(second);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    second.kill();
    await once(second, 'exit');
    await remove();
  });

  it('explains a port that is taken in one sentence, and lets go of the data', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const { directory, remove } = await pglite.create();
    const child = start(directory, port);
    const { status, stderr } = await finished(child);
    squatter.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Port \d+ is in use\. [^\n]+\n$/);
    expect(await readdir(directory)).not.toContain('lock');
    await remove();
  });

  it.each([
    ['PORT', 'abc'],
    ['AUTH_SECRET', 'too short'],
    ['DEBUG', 'socket.io*'],
  ])('explains in one sentence that it cannot start with %s=%s', async (name, value) => {
    const { status, stderr } = await finished(runProgram(main, { [name]: value }));
    expect(status).toBe(1);
    const [sentence, ...others] = stderr.trimEnd().split('\n');
    expect(sentence).toMatch(new RegExp(`^The settings are not usable: ${name} .*\\.$`));
    expect(others).toEqual([]);
  });
});

describe('the primary of several processes', { timeout: 60_000 }, () => {
  it('ends when they cannot start, and each says why in one sentence', async () => {
    const variables = {
      WORKERS: '2',
      PORT: '0',
      DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none`,
      AUTH_SECRET: 'of-no-board-at-all-of-no-board-at-all',
    };
    const { status, stderr } = await finished(runProgram(main, variables));
    expect(status).toBe(1);
    const sentences = stderr.trimEnd().split('\n');
    expect(sentences.pop()).toBe('A worker could not start.');
    expect(sentences).not.toEqual([]);
    for (const sentence of sentences) expect(sentence).toMatch(/^The database cannot be reached: /);
  });
});

describe('the migrations', { timeout: 30_000 }, () => {
  it('make the schema that the code declares', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'migrations-'));
    await cp(join(serverFolder, 'migrations'), copy, { recursive: true });
    const before = await readdir(copy);
    const kit = fileURLToPath(new URL('../../../node_modules/drizzle-kit/bin.cjs', import.meta.url));
    const generate = ['generate', '--dialect=postgresql', '--schema=./src/db/schema/*.ts'];
    const { stdout } = spawnSync(
      process.execPath,
      [kit, ...generate, `--out=${relative(serverFolder, copy)}`],
      {
        cwd: serverFolder,
        encoding: 'utf8',
      },
    );
    expect(stdout).toContain('No schema changes');
    expect(await readdir(copy)).toEqual(before);
    await rm(copy, { recursive: true });
  });
});
