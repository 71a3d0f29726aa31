import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD } from './support/test-board.ts';

const script = fileURLToPath(new URL('../../../scripts/check-logs.js', import.meta.url));

describe('the search of the logs of all tests', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const search = (where = folder) => spawnSync(process.execPath, [script, where], { encoding: 'utf8' });

  it('lets logs without secrets pass', async () => {
    await writeFile(join(folder, 'a.log'), '{"method":"GET","path":"/api/auth/token","status":200}\n');
    expect(search()).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['a token', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['a cookie', 'board.session_token=Zk3vYt0mXc9L.signature'],
    ['a bearer', '"authorization":"Bearer Zk3vYt0mXc9L"'],
    ['a password', `{"password":"${PASSWORD}"}`],
  ])('finds %s, says where, and does not repeat it', async (_what, secret) => {
    await writeFile(join(folder, 'a.log'), 'nothing\n');
    await writeFile(join(folder, 'b.log'), `nothing\nsent: ${secret}\nnothing\n`);
    const { status, stderr } = search();
    expect(status).toBe(1);
    expect(stderr).toContain(`${join(folder, 'b.log')}:2: a`);
    expect(stderr).not.toContain(secret);
  });

  it('fails when there was nothing to look at', () => {
    expect(search()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^No logs in/) });
    expect(search(join(folder, 'missing')).status).toBe(1);
  });
});
