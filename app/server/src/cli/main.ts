import { isRoomkeyError } from 'roomkey/contract';
import { createSessions } from '../auth/sessions.ts';
import { findOperator } from '../control/control-client.ts';
import { createOperator } from '../control/operator.ts';
import { openDatabase } from '../db/open.ts';
import { readEnv } from '../env.ts';
import type { Env } from '../env.ts';
import { createLogger } from '../logger.ts';
import { explainStartFailure } from '../start-failure.ts';
import { USAGE, readCommand } from './command.ts';
import type { Command } from './command.ts';
import { runCommand } from './run-command.ts';

const command = readCommand(process.argv.slice(2));
if (command === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(`${await run(readEnv(process.env), command)}\n`);
  } catch (error) {
    process.stderr.write(`${isRoomkeyError(error) ? error.message : explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
}

/** Through the server where the database is its alone; else in the database, which is the truth for all servers. */
async function run(env: Env, asked: Command): Promise<string> {
  const server = env.databaseUrl === undefined ? await findOperator(env.dataDir) : null;
  if (server !== null) return runCommand({ operator: server, reach: 'server' }, asked);
  const { db, close } = await openDatabase(env, createLogger(env));
  try {
    const sessions = createSessions(db, () => Promise.resolve({ sockets: 0 }));
    const reach = env.databaseUrl === undefined ? 'idle database' : 'shared database';
    return await runCommand({ operator: createOperator(db, sessions), reach }, asked);
  } finally {
    await close();
  }
}
