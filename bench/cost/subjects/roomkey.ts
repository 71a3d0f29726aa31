import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { defineContract } from 'roomkey/contract';
import { attachRoomkey, batched, jwks, secret } from 'roomkey/server';
import type { LoadUser, Verifier } from 'roomkey/server';
import { Server } from 'socket.io';
import { z } from 'zod';
import { POST_ID, addLike } from '../application/board.ts';
import { AUDIENCE, ISSUER, SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';
import type { User } from '../application/users.ts';
import type { SubjectSettings } from '../subject.ts';

const likes = z.object({ likeCount: z.int(), version: z.int() });
const line = z.object({ seq: z.int(), text: z.string().max(500) });
const note = z.object({ text: z.string().max(500) });

/** Every limit is counted, and none is ever met: all the load comes from one address. */
const NEVER_MET = { burst: 1_000_000, perSecond: 1_000_000 };
const MANY = 1_000_000;
/** Roomkey's default. */
const SWEEP_MS = 5_000;

const contract = defineContract({
  limits: { connection: NEVER_MET, user: NEVER_MET },
  rooms: { post: { params: { postId: z.string().max(50) }, allow: 'user' } },
  requests: {
    'save-note': { room: 'post', input: note, output: note, allow: 'member', limit: NEVER_MET },
    say: { room: 'post', input: line, allow: 'member', limit: NEVER_MET },
    'like-post': { room: 'post', output: likes, allow: 'user', limit: NEVER_MET },
  },
  events: {
    said: { room: 'post', data: line },
    'like-update': { room: 'post', data: likes, delivery: 'latest' },
  },
});

/** `variant` is a list of words: `eddsa`, `batched`, `unswept`, `plain`. */
export function start({ variant, keySet }: SubjectSettings): HttpServer {
  const asked = new Set(variant.split(' '));
  const http = createServer();
  const io = new Server(http, { serveClient: false, transports: ['websocket'] });
  attachRoomkey(io, {
    contract,
    verify: asked.has('eddsa') ? eddsa(keySet) : hs256(),
    loadUser: asked.has('batched') ? loadMany : ({ userId }) => users.find(userId),
    sweepMs: asked.has('unswept') ? null : SWEEP_MS,
    delivery: asked.has('plain') ? 'plain' : 'fast',
    limits: {
      address: { connections: MANY, connects: NEVER_MET, refusals: NEVER_MET },
      connectionsPerUser: MANY,
    },
    rooms: { post: ({ user, params }) => user.role !== 'banned' && params.postId === POST_ID },
    requests: {
      'save-note': ({ input }) => input,
      say: ({ input, room }) => room.emit('said', input),
      'like-post'({ params, to }) {
        const liked = addLike();
        to('post', params).emit('like-update', liked);
        return liked;
      },
    },
  });
  return http;
}

const loadMany: LoadUser<User> = batched((subjects) => users.findMany(subjects.map(({ userId }) => userId)));

const hs256 = (): Verifier => secret(SECRET, { algorithms: ['HS256'], issuer: ISSUER, audience: AUDIENCE });

const eddsa = (keySet: string): Verifier =>
  jwks(async () => JSON.parse(keySet), { algorithms: ['EdDSA'], issuer: ISSUER, audience: AUDIENCE });
