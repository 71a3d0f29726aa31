import { chmodSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import express from 'express';
import type { Express } from 'express';
import { z } from 'zod';
import { parse } from '../http/body.ts';
import { answerErrors, answerNotFound } from '../http/errors.ts';
import type { Logger } from '../logger.ts';
import { controlPath } from './control-path.ts';
import type { Operator } from './operator.ts';

export interface ControlServer {
  readonly close: () => Promise<void>;
}

export interface ControlOptions {
  /** Must be locked by this process: what is left of another's socket is replaced. */
  readonly dataDir: string;
  readonly operator: Operator;
  readonly logger: Logger;
}

/**
 * Lets the command line reach this process: the embedded database belongs to it alone, and so do its connections.
 * It listens on no port, only in the data directory, and only its owner can connect.
 */
export async function openControl({ dataDir, operator, logger }: ControlOptions): Promise<ControlServer> {
  const server = createServer(controlApp(operator, logger));
  try {
    await listenPrivately(server, controlPath(dataDir));
  } catch (error) {
    // Not every file system has sockets; the board itself can do without.
    logger.warn({ err: error }, 'the command line cannot reach this server');
    return { close: () => Promise.resolve() };
  }
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listenPrivately(server: Server, path: string | null): Promise<void> {
  if (path === null) throw new Error('The path of DATA_DIR is too long for a socket.');
  const isFile = process.platform !== 'win32';
  if (isFile) rmSync(path, { force: true });
  const listening = once(server, 'listening');
  server.listen(path);
  // It is bound by now, and nobody has been let in yet.
  if (isFile && server.listening) chmodSync(path, 0o600);
  await listening;
}

const userQuery = z.object({ user: z.string().min(1).max(320) });

function controlApp(operator: Operator, logger: Logger): Express {
  const app = express();
  app.disable('x-powered-by').set('query parser', 'simple');
  app
    .route('/sessions')
    .get(async ({ query }, response) => {
      response.json(await operator.sessionsOf(parse(userQuery, query).user));
    })
    .delete(async ({ query }, response) => {
      response.json(await operator.revokeUser(parse(userQuery, query).user));
    });
  app.delete('/sessions/:sessionId', async ({ params }, response) => {
    response.json(await operator.revokeSession(params.sessionId));
  });
  app.use(answerNotFound, answerErrors(logger));
  return app;
}
