import type { Server as HttpServer } from 'node:http';
import { trace } from '@opentelemetry/api';
import { setTimeout as wait } from 'node:timers/promises';
import { contract } from '@board/contract';
import type { BoardContract } from '@board/contract';
import { attachRoomkey, batched, jwks, socketOptions } from 'roomkey/server';
import type { BaseUser, Limits, Roomkey } from 'roomkey/server';
import { Server } from 'socket.io';
import type { Auth } from '../auth/auth.ts';
import type { Bus } from '../bus/bus.ts';
import { findSubjects } from '../auth/subjects.ts';
import type { Subject } from '../auth/subjects.ts';
import type { CommentService } from '../comments/comments.service.ts';
import type { Database } from '../db/database.ts';
import { withoutValues } from '../db/failures.ts';
import type { Env } from '../env.ts';
import type { Logger } from '../logger.ts';
import { TRACER } from '../observability/tracing.ts';
import type { PostService } from '../posts/posts.service.ts';
import { requestHandlers } from './handlers.ts';
import { roomPolicies } from './room-policies.ts';
import { createWatchWrite } from './unsure-writes.ts';
import type { WatchWrite } from './unsure-writes.ts';
import type { IdentifyVisitor } from './visitor.ts';

/** Leaves the rest of half a minute to what comes after. */
const DRAIN_MS = 20_000;

export interface RealtimeOptions {
  readonly server: HttpServer;
  /** Null: this process is the only one. */
  readonly bus: Bus | null;
  readonly env: Env;
  readonly logger: Logger;
  readonly auth: Auth;
  readonly db: Database;
  readonly posts: PostService;
  readonly comments: CommentService;
  readonly visitorOf: IdentifyVisitor;
}

export interface Realtime {
  readonly roomkey: Roomkey<BoardContract, BaseUser>;
  /** Makes whoever may not read the post any more leave its rooms. */
  readonly recheckReaders: (postId: string) => Promise<void>;
  /** For writes that rooms are told of. */
  readonly watchWrite: WatchWrite;
  readonly io: Server;
  /** Refuses new connections, and moves those there are to other servers. */
  readonly drain: () => Promise<void>;
  /** Ends all connections and stops the HTTP server from listening. */
  readonly close: () => Promise<void>;
}

/** Puts the board's contract to work on the HTTP server. */
export function createRealtime(options: RealtimeOptions): Realtime {
  const { server, bus, env, logger, auth, db, posts } = options;
  const io = new Server(server, bus === null ? socketOptions : { ...socketOptions, adapter: bus.adapter });
  const watchWrite = createWatchWrite(() => roomkey.resync());
  const roomkey = attachRoomkey(io, {
    contract,
    verify: jwks(() => auth.api.getJwks(), {
      issuer: env.publicUrl,
      audience: env.publicUrl,
      algorithms: ['EdDSA'],
      maxLifetimeSec: env.accessTokenTtl,
      requireSession: true,
    }),
    loadUser: batched(async (subjects) => {
      const keys = subjects.map(({ userId, sessionId }) => ({ userId, sessionId: sessionId ?? '' }));
      return (await findSubjects(db, keys)).map(toLoadedUser);
    }),
    onError(error, context) {
      // What a client can cause by itself is no fault of ours.
      const level = context.stage === 'transport' ? 'warn' : 'error';
      logger[level]({ err: withoutValues(error), ...context }, 'contained on the way of a socket');
    },
    tracer: trace.getTracer(TRACER),
    origins: env.trustedOrigins,
    trustProxy: env.trustProxy,
    limits: limitsOf(env),
    rooms: roomPolicies(posts),
    requests: requestHandlers({ ...options, watchWrite }),
  });
  bus?.onBack(() => roomkey.resync());
  return {
    io,
    async drain() {
      // As long as that, so that whoever asks whether it is ready has heard that it is not.
      await Promise.all([roomkey.drain({ withinMs: DRAIN_MS }), wait(env.drainSeconds * 1_000)]);
    },
    roomkey,
    watchWrite,
    async recheckReaders(postId) {
      const rooms = Object.keys(contract.rooms);
      await Promise.all(rooms.map((room) => roomkey.reauthorize({ room, params: { postId } })));
    },
    async close() {
      roomkey.close();
      await io.close();
      await bus?.close();
    },
  };
}

function limitsOf({ connectionsPerAddress, connectionsPerUser, requestLimits }: Env): Limits {
  return {
    requests: requestLimits ? 'contract' : null,
    connectionsPerUser: connectionsPerUser === 0 ? null : connectionsPerUser,
    address: connectionsPerAddress === 0 ? null : { connections: connectionsPerAddress },
  };
}

function toLoadedUser(subject: Subject | null): BaseUser | null | 'session_revoked' {
  if (subject === null) return null;
  return subject.banned || !subject.sessionLive ? 'session_revoked' : subject.user;
}
