import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { AuthenticationService, JWTStrategy, authenticate } from '@feathersjs/authentication';
import { feathers } from '@feathersjs/feathers';
import type { Application, Params } from '@feathersjs/feathers';
import socketio from '@feathersjs/socketio';
import { ROOM, addLike } from '../application/board.ts';
import type { Line, Note } from '../application/board.ts';
import { AUDIENCE, ISSUER, SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';

/** Requests are the creations of a service: `join-post` is `create` on `members`, and so on. */
export async function start(): Promise<HttpServer> {
  const app: Application = feathers();
  app.configure(socketio({ serveClient: false, transports: ['websocket'] }));
  addAuthentication(app);
  addServices(app);
  const http = createServer();
  await app.setup(http);
  return http;
}

function addAuthentication(app: Application): void {
  app.set('authentication', {
    secret: SECRET,
    entity: 'user',
    entityId: 'id',
    service: 'users',
    authStrategies: ['jwt'],
    jwtOptions: { audience: AUDIENCE, issuer: ISSUER, algorithm: 'HS256', expiresIn: '1d' },
  });
  const authentication = new AuthenticationService(app);
  authentication.register('jwt', new JWTStrategy());
  app.use('users', { get: (id: string) => users.find(id) });
  app.use('authentication', authentication);
}

function addServices(app: Application): void {
  const connectionOf = ({ connection }: Params): object => connection ?? {};
  app.use('members', {
    async create(_: Note, params: Params) {
      app.channel(ROOM).join(connectionOf(params));
      return {};
    },
  });
  app.use('notes', { create: async ({ text }: Note) => ({ text }) });
  app.use('lines', { create: async ({ postId, seq, text }: Line) => ({ postId, seq, text }) });
  app.use('likes', { create: async ({ postId }: Note) => ({ postId, ...addLike() }) });
  for (const name of ['members', 'notes', 'lines', 'likes'])
    app.service(name).hooks({ before: { create: [authenticate('jwt')] } });
  for (const name of ['lines', 'likes']) app.service(name).publish(() => app.channel(ROOM));
}
