import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Bytes as they are, which `fetch` would not send; resolves to all that was answered until the server closed. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  socket.write(bytes);
  return text(socket);
}

/** One request whose connection is closed behind it. */
export const requestLine = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'Host: board.test', 'Connection: close', ...headers, '', ''].join('\r\n');
