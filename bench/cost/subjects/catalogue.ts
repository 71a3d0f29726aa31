import type { Subject } from '../subject.ts';

export const BARE = 'Socket.IO';
export const LESSON = "the lesson's way";
export const ROOMKEY = 'Roomkey';

/** Who is measured, in the order of the tables. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: BARE,
    module: 'bare.js',
    wire: 'socket.io',
    does: 'Socket.IO alone: it knows nobody, checks nothing and lets everybody do everything.',
  },
  {
    name: 'ws',
    module: 'raw-ws.js',
    wire: 'ws',
    does: 'WebSocket alone, JSON and one `Set` of members: it knows nobody, and has no heartbeat.',
  },
  {
    name: LESSON,
    module: 'lesson.js',
    wire: 'socket.io',
    does: '`jsonwebtoken` with a string secret in `io.use`, the user looked up once, `if (!user)` in handlers.',
  },
  {
    name: ROOMKEY,
    module: 'roomkey.js',
    wire: 'socket.io',
    does: 'A contract with schemas, rules and policies; identity asked at every request; revocation and expiry.',
  },
  {
    name: 'Roomkey, EdDSA by key set',
    module: 'roomkey.js',
    variant: 'eddsa',
    wire: 'socket.io',
    token: 'EdDSA',
    does: 'The same with `jwks` and public keys instead of a shared secret.',
  },
  {
    name: '@thream/socketio-jwt',
    module: 'thream.js',
    wire: 'bearer',
    does: 'Its `authorize` in `io.use` with a look-up of the user, `if (!socket.user)` in handlers.',
  },
  {
    name: 'Feathers',
    module: 'feathers.js',
    wire: 'feathers',
    does: 'JWT strategy with a user entity; `authenticate("jwt")` verifies and looks up again at every request.',
  },
  {
    name: 'NestJS gateway',
    module: 'nest.js',
    wire: 'socket.io',
    does: 'A gateway that verifies and looks up in `server.use`, and a guard that verifies the token at every message.',
  },
  {
    name: 'SocketCluster',
    module: 'socketcluster.js',
    wire: 'socketcluster',
    does: 'Its own protocol and token engine; the user is looked up in the inbound middleware.',
  },
];

/** Rows of the reconnect alone, where what is counted must be caused by nothing else. */
export const RECONNECTING: readonly Subject[] = SUBJECTS.filter(
  ({ name, module }) => module !== 'roomkey.js' || name === ROOMKEY,
).flatMap((subject) =>
  subject.name === ROOMKEY
    ? [
        { ...subject, variant: 'unswept' },
        { ...subject, name: 'Roomkey, `batched` loader', variant: 'unswept batched' },
      ]
    : [subject],
);
