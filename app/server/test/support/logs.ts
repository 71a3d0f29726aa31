import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createLogger } from '../../src/logger.ts';
import type { Logger } from '../../src/logger.ts';

/** Where logs are kept to be searched for secrets when the tests are over; without it they are not written. */
const folder = process.env['BOARD_TEST_LOGS'];

export const keepsLogs = folder !== undefined;

/** The server's own logger at its most talkative, or none. */
export function testLogger(): Logger {
  if (!keepsLogs) return pino({ level: 'silent' });
  const destination = { write: (line: string) => keepLog(`board-${process.pid}`, line) };
  return createLogger({ logLevel: 'trace' }, { destination });
}

/** At once, for a test process may end at any moment. */
export function keepLog(name: string, text: string): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${name}.log`), text);
}
