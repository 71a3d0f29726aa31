import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { authenticate, issueToken } from './auth.ts';
import { handleEvents } from './events.ts';

const port = Number(process.env['PORT'] ?? 5000);
const lifetimeSec = Number(process.env['TOKEN_SECONDS'] ?? 900);

const http = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const isLogin = request.method === 'POST' && url.pathname === '/login';
  if (isLogin) void login(url.searchParams.get('user') ?? '', response);
  else response.writeHead(404).end();
});

/** No password: there is nothing here to protect. */
async function login(user: string, response: ServerResponse): Promise<void> {
  response.end(await issueToken(user, lifetimeSec));
}

const io = new Server(http);
io.use((socket, next) => void authenticate(socket, next));
io.on('connection', (socket) => handleEvents(io, socket));

// This machine only: it is built to be broken into.
http.listen(port, '127.0.0.1', () => {
  const { port: taken } = http.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${taken}\n`);
});
