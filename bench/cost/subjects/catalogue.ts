import type { Subject } from '../subject.ts';

export const BARE = 'Socket.IO';
export const LESSON = "the lesson's way";
export const ROOMKEY = 'Roomkey';
export const PLAIN_DELIVERY = 'Roomkey (plain delivery)';
export const KNOW_NOBODY: readonly string[] = [BARE, 'ws'];

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

const VARIANTS = {
  eddsa: {
    name: 'Roomkey (EdDSA, key set)',
    token: 'EdDSA',
    does: 'As Roomkey, with `jwks` and a public key instead of a shared secret.',
  },
  plain: {
    name: PLAIN_DELIVERY,
    does: "As Roomkey, with `delivery: 'plain'`: events and answers leave as Socket.IO sends them.",
  },
  unswept: {
    name: 'Roomkey (loader of one)',
    does: 'As Roomkey, without the sweep, whose look-ups are none of the reconnects.',
  },
  'unswept batched': {
    name: 'Roomkey (batched loader)',
    does: 'As the one before, with `batched`: the look-ups of a turn of the event loop are one query.',
  },
} as const;

type Variant = keyof typeof VARIANTS;

const variantOf = (subject: Subject, variant: Variant): Subject => ({
  ...subject,
  ...VARIANTS[variant],
  variant,
});

/** Everybody, with a variant of Roomkey behind it. */
export const withVariant = (variant: Variant): readonly Subject[] =>
  SUBJECTS.flatMap((subject) =>
    subject.name === ROOMKEY ? [subject, variantOf(subject, variant)] : [subject],
  );

/** Who looks users up, with nothing else that does: the rows of the reconnect. */
export const RECONNECTING: readonly Subject[] = SUBJECTS.filter(
  ({ name }) => !KNOW_NOBODY.includes(name),
).flatMap((subject) =>
  subject.name === ROOMKEY
    ? [variantOf(subject, 'unswept'), variantOf(subject, 'unswept batched')]
    : [subject],
);

/** Everything that has a row somewhere. */
export const ALL_SUBJECTS: readonly Subject[] = [
  ...withVariant('eddsa'),
  ...withVariant('plain').filter(({ variant }) => variant !== undefined),
  ...RECONNECTING.filter(({ variant }) => variant !== undefined),
];
