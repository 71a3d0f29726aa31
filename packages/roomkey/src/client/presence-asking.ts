import { PRESENCE_STATE_EVENT } from '../protocol/index.ts';
import type { Connection } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { outcomeOf, toRoomkeyError } from './outcome.ts';
import { RoomkeyError } from '../errors/index.ts';
import type { Room } from './room.ts';
import { createTurns } from './turns.ts';
import type { Turns, TurnsOptions } from './turns.ts';

/** Asks who is in a room after a diff was missed, at the pace that the server allows. */
export interface PresenceAsking {
  ask(room: Room): void;
  /** The connection is another one: whoever joins on it is told by itself. */
  reset(): void;
}

export interface PresenceAskingOptions extends TurnsOptions {
  readonly connection: Connection;
  readonly timeoutMs: number;
}

export function createPresenceAsking(options: PresenceAskingOptions): PresenceAsking {
  let turns: Turns = createTurns(options);
  return {
    ask: (room) => turns.take(() => ask(options, room)),
    reset() {
      turns.close();
      turns = createTurns(options);
    },
  };
}

/** Null: it is known, or it will never be. Else the milliseconds after which it is to be asked again. */
async function ask(
  { connection, clock, timeoutMs }: PresenceAskingOptions,
  room: Room,
): Promise<number | null> {
  const socket = connection.socket.get();
  if (socket === null || !room.presence.isSuspended) return null;
  const deadline = createDeadline(clock, timeoutMs, () => new RoomkeyError('timeout'));
  try {
    const payload = { ...room.params, room: room.name };
    await exchange(socket, [PRESENCE_STATE_EVENT, payload], {
      signal: deadline.signal,
      onData: (state) => room.presence.state(state),
    });
    return null;
  } catch (error) {
    const refusal = toRoomkeyError(error);
    return outcomeOf(refusal) === 'retry' ? (refusal.retryAfterMs ?? 0) : null;
  } finally {
    deadline.clear();
  }
}
