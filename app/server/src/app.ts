import type { Server } from 'node:http';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import { systemClock } from 'roomkey/server';
import { createAccountListener } from './account-listener.ts';
import { createAuth } from './auth/auth.ts';
import { authRoutes } from './auth/auth.routes.ts';
import { authSecret } from './auth/secret.ts';
import { createSessions } from './auth/sessions.ts';
import { blockRoutes } from './blocks/blocks.routes.ts';
import { createBlockService } from './blocks/blocks.service.ts';
import { openBus } from './bus/bus.ts';
import type { Bus } from './bus/bus.ts';
import { commentRoutes } from './comments/comments.routes.ts';
import { createCommentService } from './comments/comments.service.ts';
import { openControl } from './control/control-server.ts';
import type { ControlServer } from './control/control-server.ts';
import { createOperator } from './control/operator.ts';
import type { Operator } from './control/operator.ts';
import { deviceRoutes } from './devices/devices.routes.ts';
import { openDatabase } from './db/open.ts';
import type { DatabaseHandle } from './db/database.ts';
import type { Env } from './env.ts';
import { readJson } from './http/body.ts';
import { neverCached } from './http/caching.ts';
import { answerErrors, answerNotFound } from './http/errors.ts';
import { createHttpServer } from './http/http-server.ts';
import { createHttpIdentity } from './http/identity.ts';
import { leaveWhenDraining } from './http/leave-when-draining.ts';
import { listen, withGrace } from './http/listen.ts';
import { securityHeaders } from './http/security-headers.ts';
import { WEB_DIST, serveWebFiles } from './http/web-files.ts';
import type { Logger } from './logger.ts';
import { createObservability } from './observability/observability.ts';
import type { Observability } from './observability/observability.ts';
import { createReadiness } from './observability/readiness.ts';
import type { Readiness } from './observability/readiness.ts';
import { createRequestContexts } from './observability/request-context.ts';
import type { RequestContexts } from './observability/request-context.ts';
import { postRoutes } from './posts/posts.routes.ts';
import { createPostService } from './posts/posts.service.ts';
import { createRealtime } from './realtime/realtime.ts';
import type { Realtime } from './realtime/realtime.ts';
import { createVisitors } from './realtime/visitor.ts';
import { isWorker, serveForPrimary } from './workers/worker.ts';

export interface BoardOptions {
  readonly env: Env;
  readonly logger: Logger;
  /** Where the logger finds the request that it writes for. @default one that it does not know */
  readonly requests?: RequestContexts;
  /** Serves the web client instead of the built files; for development. */
  readonly web?: (server: Server) => Promise<WebClient>;
}

export interface WebClient {
  readonly handler: RequestHandler;
  readonly close: () => Promise<void>;
}

/** The whole board in this process: API, sockets and web client on one HTTP server. */
export interface Board {
  readonly server: Server;
  /** Resolves to the URL once connections are accepted. @throws the system's error when the port is taken */
  readonly listen: () => Promise<string>;
  /** Says that it is about to stop, and moves connections to other servers while requests under way finish. */
  readonly drain: () => Promise<void>;
  /** Ends connections and closes the database; to be called once. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database, brings its tables up to date and puts everything together. Nothing listens yet.
 *
 * @throws EnvError, DataDirInUseError, or the database's error when it cannot be opened.
 * @example
 * const board = await createBoard({ env: readEnv(process.env), logger });
 * console.log(await board.listen());
 */
export async function createBoard(options: BoardOptions): Promise<Board> {
  const { env, logger, web, requests = createRequestContexts() } = options;
  const database = await openDatabase(env, logger);
  const bus = await openBus(env, logger);
  try {
    const app = express();
    const server = createHttpServer(app);
    const client = await web?.(server);
    const readiness = createReadiness(bus, systemClock);
    const parts = { env, logger, database, bus, server, client, requests, readiness };
    const { realtime, operator, observability } = assemble(app, parts);
    let control: ControlServer | undefined;
    return {
      server,
      async listen() {
        if (isWorker()) {
          serveForPrimary(realtime.io);
          return env.publicUrl;
        }
        const url = await listen(server, env);
        if (env.databaseUrl === undefined)
          control = await openControl({ dataDir: env.dataDir, operator, logger });
        return url;
      },
      drain() {
        readiness.startDraining();
        return realtime.drain();
      },
      async close() {
        await control?.close();
        await client?.close();
        await withGrace(server, realtime.close());
        observability.close();
        await database.close();
      },
    };
  } catch (error) {
    await bus?.close();
    await database.close();
    throw error;
  }
}

interface Parts {
  readonly env: Env;
  readonly logger: Logger;
  readonly database: DatabaseHandle;
  readonly bus: Bus | null;
  readonly server: Server;
  readonly client: WebClient | undefined;
  readonly requests: RequestContexts;
  readonly readiness: Readiness;
}

interface Assembled {
  readonly realtime: Realtime;
  readonly operator: Operator;
  readonly observability: Observability;
}

function assemble(app: Express, parts: Parts): Assembled {
  const { env, logger, database, bus, server, client, requests } = parts;
  const { db } = database;
  const secret = authSecret(env);
  const posts = createPostService(db);
  const comments = createCommentService(db);
  const sessions = createSessions(db, (sessionId) => realtime.roomkey.revoke({ sessionId }));
  const auth = createAuth({
    env,
    secret,
    db,
    logger,
    events: createAccountListener({ sessions, posts, comments, roomkey: () => realtime.roomkey }),
    note: requests.note,
  });
  const visitorOf = createVisitors(secret, env.trustProxy);
  const realtime = createRealtime({ server, bus, env, logger, auth, db, posts, comments, visitorOf });
  const { recheckReaders, watchWrite, roomkey, io } = realtime;
  const identity = createHttpIdentity(roomkey);
  const observability = createObservability({ ...parts, io, roomkey });

  app.disable('x-powered-by').set('query parser', 'simple');
  app.use(leaveWhenDraining(parts.readiness.draining));
  app.use(
    ...observability.watch,
    securityHeaders(env, { inlineScripts: client !== undefined }),
    observability.routes,
  );
  app.use('/api', neverCached, ...readJson);
  app.use(authRoutes(auth, env));
  app.use('/api', identity.identify, observability.noteAsker);
  app.use(
    postRoutes({ posts, identity, recheckReaders }),
    commentRoutes({ comments, identity, to: roomkey.to, watchWrite }),
    blockRoutes({ blocks: createBlockService(db), identity, recheckReaders }),
    deviceRoutes({ sessions, identity, auth }),
  );
  app.use('/api', answerNotFound);
  app.use(client?.handler ?? serveWebFiles(WEB_DIST), answerNotFound, answerErrors(logger));
  return { realtime, observability, operator: createOperator(db, sessions) };
}
