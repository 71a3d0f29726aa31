import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataDirInUseError, lockDataDir } from './data-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const writeLock = (owner: unknown) => writeFileSync(join(directory, 'lock'), JSON.stringify(owner));

it('is held until it is released', () => {
  const lock = lockDataDir(directory);
  expect(() => lockDataDir(directory)).toThrow(DataDirInUseError);
  lock.release();
  lockDataDir(directory).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('takes over from a process that has died', () => {
  writeLock({ pid: deadPid(), started: '1' });
  const lock = lockDataDir(directory);
  expect(JSON.parse(readFileSync(join(directory, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
});

it.runIf(process.platform === 'linux')(
  'does not take a later process with the same pid for the owner',
  () => {
    writeLock({ pid: process.pid, started: 'long ago' });
    expect(() => lockDataDir(directory)).not.toThrow();
  },
);

it('takes over what is no lock at all', () => {
  writeFileSync(join(directory, 'lock'), 'garbage');
  expect(() => lockDataDir(directory)).not.toThrow();
});

it('takes over from a process that died while it was taking over', () => {
  writeLock({ pid: deadPid(), started: '1' });
  writeFileSync(join(directory, 'lock.takeover'), JSON.stringify({ pid: deadPid(), started: '1' }));
  lockDataDir(directory).release();
  expect(readdirSync(directory)).toEqual([]);
});
