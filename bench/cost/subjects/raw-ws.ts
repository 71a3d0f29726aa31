import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { addLike } from '../application/board.ts';
import type { Line } from '../application/board.ts';

interface Message {
  readonly id: number;
  readonly name: string;
  readonly input: Line;
}

export function start(): HttpServer {
  const http = createServer();
  const members = new Set<WebSocket>();
  const broadcast = (event: string, data: object): void => {
    const text = JSON.stringify({ event, data });
    for (const member of members) member.send(text);
  };
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.on('close', () => members.delete(socket));
    socket.on('message', (raw: RawData) => {
      const { id, name, input }: Message = JSON.parse((raw as Buffer).toString());
      if (name === 'join-post') members.add(socket);
      socket.send(JSON.stringify({ id, data: answer({ id, name, input }, broadcast) }));
    });
  });
  return http;
}

function answer({ name, input }: Message, broadcast: (event: string, data: object) => void): object {
  if (name === 'save-note') return { text: input.text };
  if (name === 'say') broadcast('said', input);
  if (name !== 'like-post') return {};
  const likes = addLike();
  broadcast('like-update', { postId: input.postId, ...likes });
  return likes;
}
