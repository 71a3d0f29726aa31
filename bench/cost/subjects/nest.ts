import type { Server as HttpServer } from 'node:http';
import { Module, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayInit } from '@nestjs/websockets';
import jwt from 'jsonwebtoken';
import type { JwtPayload } from 'jsonwebtoken';
import type { Server, Socket } from 'socket.io';
import { addLike } from '../application/board.ts';
import type { Line, Note } from '../application/board.ts';
import { SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';

export async function start(): Promise<HttpServer> {
  const app = await NestFactory.create(BoardModule, { logger: ['error'] });
  app.useWebSocketAdapter(new IoAdapter(app));
  await app.init();
  return app.getHttpServer();
}

/** The guard that its users write: the token of the handshake is verified at every message. */
class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const socket = context.switchToWs().getClient<Socket>();
    jwt.verify(String(socket.handshake.auth['token']), SECRET);
    return socket.data.user !== undefined;
  }
}

class BoardGateway implements OnGatewayInit<Server> {
  private io: Server | undefined;

  afterInit(io: Server): void {
    this.io = io;
    io.use((socket, next) => void authenticate(socket, next));
  }

  join(socket: Socket, { postId }: Note): object {
    void socket.join(`post:${postId}`);
    return { ok: true };
  }

  save(_: Socket, { text }: Note): object {
    return { ok: true, data: { text } };
  }

  say(_: Socket, { postId, seq, text }: Line): object {
    this.io?.to(`post:${postId}`).emit('said', { postId, seq, text });
    return { ok: true };
  }

  like(_: Socket, { postId }: Note): object {
    const data = addLike();
    this.io?.to(`post:${postId}`).emit('like-update', { postId, ...data });
    return { ok: true, data };
  }
}

async function authenticate(socket: Socket, next: (error?: Error) => void): Promise<void> {
  try {
    const { sub } = jwt.verify(String(socket.handshake.auth['token']), SECRET) as JwtPayload;
    socket.data.user = await users.find(String(sub));
    next();
  } catch {
    next(new Error('Authentication error'));
  }
}

// oxlint-disable-next-line typescript/no-extraneous-class -- a module of Nest is a class, also without anything in it
class BoardModule {}

// Decorators, called by hand: the sources of this repository keep to syntax that can be erased.
const MESSAGES = { join: 'join-post', save: 'save-note', say: 'say', like: 'like-post' } as const;
for (const [method, message] of Object.entries(MESSAGES)) {
  const descriptor = Object.getOwnPropertyDescriptor(BoardGateway.prototype, method);
  if (descriptor !== undefined) SubscribeMessage(message)(BoardGateway.prototype, method, descriptor);
}
UseGuards(TokenGuard)(BoardGateway);
WebSocketGateway({ serveClient: false, transports: ['websocket'] })(BoardGateway);
Module({ providers: [BoardGateway, TokenGuard] })(BoardModule);
