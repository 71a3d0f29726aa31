import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineContract } from 'roomkey/contract';
import { attachRoomkey, secret } from 'roomkey/server';
import { Server } from 'socket.io';
import { z } from 'zod';
import { cpuMs } from '../sessions/support/measure.ts';
import { KEY, PROFILE } from '../sessions/support/tokens.ts';
import { findUser } from '../sessions/support/users.ts';

// One room, with presence or without; says how much CPU it has used whenever it is asked.

const presence = process.argv[2] === 'with';
const contract = defineContract({
  rooms: { post: { params: { postId: z.string() }, allow: 'user', presence } },
  requests: {},
  events: {},
});

const http = createServer();
attachRoomkey(new Server(http, { serveClient: false, transports: ['websocket'] }), {
  contract,
  verify: secret(KEY, PROFILE),
  loadUser: ({ userId }) => findUser(userId),
  rooms: { post: () => true },
  requests: {},
  limits: { address: null, requests: null },
  sweepMs: null,
});
process.on('message', () => process.send?.({ cpu: cpuMs() }));
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));
