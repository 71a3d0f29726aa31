import { Writable } from 'node:stream';
import type { EngineSocket } from './engine-socket.ts';

/**
 * The `ws` package ends the receiver of a websocket when the close frame has come, and again when the TCP socket has
 * closed. Of the second time Node makes an error with a whole stack, for a callback that there is not: some 4 % of
 * what a short connection costs.
 */
export function endReceiverOnce({ transport }: EngineSocket): void {
  const receiver = transport.socket?._receiver;
  if (receiver instanceof Writable) receiver.end = end;
}

/** One function for all receivers, since there are many of those. */
const end = function (this: Writable, ...args: unknown[]): Writable {
  if (this.writableEnded && args.length === 0) return this;
  return Writable.prototype.end.call(this, ...(args as [chunk: unknown, encoding: BufferEncoding]));
};
