import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import socketcluster from 'socketcluster-server';
import type { Action, AgServer, AgSocket } from 'socketcluster-server';
import { ROOM, addLike } from '../application/board.ts';
import type { Note } from '../application/board.ts';
import { SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';

/** Rooms are its channels: joining is to subscribe, saying is to publish, and both are its own. */
export function start(): HttpServer {
  const http = createServer();
  const server = socketcluster.attach(http, { authKey: SECRET, authVerifyAlgorithms: ['HS256'] });
  server.setMiddleware(server.MIDDLEWARE_INBOUND, checkAll);
  void acceptAll(server);
  return http;
}

async function checkAll(actions: AsyncIterable<Action>): Promise<void> {
  for await (const action of actions) {
    if (action.type === action.AUTHENTICATE) action.socket.user = await users.find(action.authToken.sub);
    if (action.socket.authState === 'authenticated') action.allow();
    else action.block(new Error('Authentication required'));
  }
}

async function acceptAll(server: AgServer): Promise<void> {
  for await (const { socket } of server.listener('connection')) {
    void answerNotes(socket);
    void answerLikes(server, socket);
  }
}

async function answerNotes(socket: AgSocket): Promise<void> {
  for await (const call of socket.procedure<Note>('save-note')) {
    call.end({ text: call.data.text });
  }
}

async function answerLikes(server: AgServer, socket: AgSocket): Promise<void> {
  for await (const call of socket.procedure<Note>('like-post')) {
    const likes = addLike();
    void server.exchange.transmitPublish(ROOM, { postId: call.data.postId, ...likes });
    call.end(likes);
  }
}
