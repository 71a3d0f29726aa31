import { once } from 'node:events';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { Json } from './test-board.ts';

const DEADLINE_MS = 5_000;

/** The next event of that name; fails rather than hang. */
export async function heard(socket: Socket, event: string, withinMs = DEADLINE_MS): Promise<Json> {
  const [message]: Json[] = await once(socket as never, event, { signal: AbortSignal.timeout(withinMs) });
  return message;
}

export const ask = (socket: Socket, name: string, payload: object): Promise<Json> =>
  socket.timeout(DEADLINE_MS).emitWithAck(name, payload);

/** Settles when the server has told the socket within the time that its session is over, and closed it. */
export async function revoked(socket: Socket, withinMs = 1_000): Promise<void> {
  const [session] = await Promise.all([
    heard(socket, 'session', withinMs),
    heard(socket, 'disconnect', withinMs),
  ]);
  expect(session).toMatchObject({ state: 'anonymous', reason: 'session_revoked', user: null });
}
