import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const DEADLINE_MS = 10_000;

/** A bare connection to a server, for what no HTTP client would send. */
export async function tcpTo(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** The beginning of what comes next; empty when the other side closed without a word. */
export async function nextText(socket: Socket): Promise<string> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const [chunk] = await Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal })]);
  return Buffer.isBuffer(chunk) ? chunk.toString('latin1') : '';
}

/** Settles when the other side has closed; what it still sends is thrown away. */
export async function closed(socket: Socket, withinMs = DEADLINE_MS): Promise<true> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(withinMs) });
  return true;
}

/** A connection on which the WebSocket handshake is done, for frames that no WebSocket library would write. */
export async function upgraded(url: string, headers: readonly string[] = []): Promise<Socket> {
  const socket = await tcpTo(url);
  const lines = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await nextText(socket);
  if (!answer.startsWith('HTTP/1.1 101')) throw new Error(`Not upgraded: ${answer.slice(0, 200)}`);
  return socket;
}
