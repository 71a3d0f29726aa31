import { createBoard } from '../../src/app.ts';
import { readEnv } from '../../src/env.ts';
import { createLogger } from '../../src/logger.ts';
import { logContext } from '../../src/observability/log-context.ts';
import { createRequestContexts } from '../../src/observability/request-context.ts';
import type { DatabaseKind } from './databases.ts';
import { keepLog } from './logs.ts';
import { PUBLIC_URL, clientOf } from './test-board.ts';
import type { Json, TestClient } from './test-board.ts';

/** A board whose log is read by the test, as it is written when it runs for real. */
export interface WatchedBoard extends TestClient, AsyncDisposable {
  readonly url: string;
  /** Every entry so far. */
  readonly entries: () => readonly Json[];
  readonly audit: () => readonly Json[];
  /** Stops taking new work. */
  readonly drain: () => Promise<void>;
}

export async function watchBoard(
  kind: DatabaseKind,
  overrides: Readonly<Record<string, string>> = {},
): Promise<WatchedBoard> {
  const database = await kind.create();
  const fixed = { PORT: '0', PUBLIC_URL, AUTH_RATE_LIMIT: '0', LOG_LEVEL: 'debug' };
  const env = readEnv({ ...fixed, ...database.variables, ...overrides });
  const lines: string[] = [];
  const write = (line: string): void => {
    lines.push(line);
    keepLog(`watched-${process.pid}`, line);
  };
  const requests = createRequestContexts();
  const logger = createLogger(env, { destination: { write }, context: () => logContext(requests) });
  const board = await createBoard({ env, logger, requests });
  const url = await board.listen();
  const entries = (): readonly Json[] => lines.map((line) => JSON.parse(line));
  return {
    ...clientOf(url),
    url,
    entries,
    audit: () => entries().filter(({ audit }) => audit === true),
    drain: () => board.drain(),
    async [Symbol.asyncDispose]() {
      await board.close();
      await database.remove();
    },
  };
}
