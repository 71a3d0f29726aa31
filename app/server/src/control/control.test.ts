import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { RoomkeyError } from 'roomkey/contract';
import { expect, it, onTestFinished } from 'vitest';
import { findOperator } from './control-client.ts';
import { openControl } from './control-server.ts';
import type { Operator } from './operator.ts';

const logger = pino({ level: 'silent' });
const user = { id: 'u1', name: 'Ann', email: 'ann@example.com' };
const ended = { sessions: 2, sockets: 3 };

const operator: Operator = {
  sessionsOf: (name) => Promise.resolve({ user: { ...user, name }, sessions: [] }),
  revokeUser: () => Promise.resolve({ user, ended }),
  revokeSession: (id) => Promise.reject(new RoomkeyError('not_found', { message: `No ${id}` })),
};

const temporary = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'control-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

it('passes on what is asked and what is refused, in any spelling', async () => {
  const dataDir = await temporary();
  const control = await openControl({ dataDir, operator, logger });
  const remote = await findOperator(dataDir);
  const name = 'a b+c&d=ü@example.com';
  expect(await remote?.sessionsOf(name)).toEqual({ user: { ...user, name }, sessions: [] });
  expect(await remote?.revokeUser('u1')).toEqual({ user, ended });
  await expect(remote?.revokeSession('s/1?')).rejects.toMatchObject({
    code: 'not_found',
    message: 'No s/1?',
  });
  await control.close();
  expect(await findOperator(dataDir)).toBeNull();
});

it('replaces what a server that was killed has left', async () => {
  const dataDir = await temporary();
  await writeFile(join(dataDir, 'control.sock'), '');
  expect(await findOperator(dataDir)).toBeNull();
  const control = await openControl({ dataDir, operator, logger });
  expect(await findOperator(dataDir)).not.toBeNull();
  await control.close();
});

it.each([
  ['too long for a socket', async (directory: string) => join(directory, 'x'.repeat(120))],
  ['not there', async (directory: string) => join(directory, 'nothing')],
])('leaves a server alone whose directory is %s', async (_what, name) => {
  const dataDir = await name(await temporary());
  if (dataDir.length > 100) await mkdir(dataDir);
  const control = await openControl({ dataDir, operator, logger });
  expect(await findOperator(dataDir)).toBeNull();
  await control.close();
});
