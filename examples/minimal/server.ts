// server.ts
import { createServer } from 'node:http';
import { attachRoomkey, secret } from 'roomkey/server';
import { Server } from 'socket.io';
import { contract } from './contract.ts';

const users = new Map(['ada', 'bob', 'eve'].map((id) => [id, { id, name: id, role: 'user' }]));
const readers = new Map([['hello', ['ada', 'bob']]]);
const fans = new Set<string>();
const http = createServer();

attachRoomkey(new Server(http), {
  contract,
  verify: secret(process.env['JWT_SECRET'] ?? '', {
    algorithms: ['HS256'],
    issuer: 'https://example.com',
    audience: 'https://example.com',
  }),
  loadUser: ({ userId }) => users.get(userId) ?? null,
  rooms: { post: ({ user, params }) => readers.get(params.postId)?.includes(user.id) ?? false },
  requests: {
    'like-post': ({ user, room }) => {
      const likeCount = fans.add(user.id).size;
      room.emit('like-update', { likeCount });
      return { likeCount };
    },
  },
});

http.listen(process.env['PORT']);
