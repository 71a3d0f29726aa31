import { RoomkeyError } from '../errors/index.ts';
import { joinEvent, leaveEvent } from '../protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import type { Connection } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { isAboutToken, outcomeOf, toRoomkeyError } from './outcome.ts';
import type { Renewal } from './renewal.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { ClientClock } from './types.ts';

export interface JoiningOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly renewal: Renewal;
  readonly clock: ClientClock;
  readonly random: () => number;
  readonly timeoutMs: number;
}

/** Joins and leaves rooms on the connection of now, at the pace that the server allows. */
export interface Joining {
  readonly join: (room: Room) => void;
  /** @param isWanted whether somebody came back to the room before it was left */
  readonly leave: (room: Room, isWanted: () => boolean) => void;
  /** The room is not joined because of an error: that is how it stays, or it is asked for again. */
  readonly refused: (room: Room, error: RoomkeyError) => void;
  /** The connection is another one: nothing was asked for on it. */
  readonly reset: () => void;
}

interface Context extends JoiningOptions {
  /** One for each kind of room, since a limit may be about one kind. */
  readonly turns: Map<string, Turns>;
  /** Keys of the rooms that the server may count this connection in. */
  readonly asked: Set<string>;
}

export function createJoining(options: JoiningOptions): Joining {
  const context: Context = { ...options, turns: new Map(), asked: new Set() };
  return {
    join: (room) => join(context, room),
    leave: (room, isWanted) => leave(context, room, isWanted),
    refused: (room, error) => refused(context, room, error),
    reset() {
      for (const turns of context.turns.values()) turns.close();
      context.turns.clear();
      context.asked.clear();
    },
  };
}

function turnsFor(context: Context, { name }: Room): Turns {
  const known = context.turns.get(name);
  if (known !== undefined) return known;
  const turns = createTurns(context);
  context.turns.set(name, turns);
  return turns;
}

function join(context: Context, room: Room): void {
  if (context.connection.socket.get() === null) return;
  const isNewest = room.tryJoin();
  turnsFor(context, room).take(async () => {
    if (!isNewest()) return null;
    context.asked.add(room.key);
    const error = await ask(context, [joinEvent(room.name), room], () => {
      if (isNewest()) room.settle({ status: 'joined' });
    });
    if (error === null || !isNewest()) return null;
    if (isTooMuch(error)) return error.retryAfterMs;
    refused(context, room, error);
    return null;
  });
}

function leave(context: Context, room: Room, isWanted: () => boolean): void {
  turnsFor(context, room).take(async () => {
    if (isWanted() || !context.asked.has(room.key)) return null;
    const error = await ask(context, [leaveEvent(room.name), room]);
    return error !== null && isTooMuch(error) ? error.retryAfterMs : null;
  });
}

/** Null when the server said yes. */
async function ask(
  { connection, clock, timeoutMs }: Context,
  [event, { params }]: readonly [event: string, room: Room],
  onData: () => void = () => undefined,
): Promise<RoomkeyError | null> {
  const socket = connection.socket.get();
  if (socket === null) return new RoomkeyError('unavailable');
  const deadline = createDeadline(clock, timeoutMs, () => new RoomkeyError('timeout'));
  return exchange(socket, [event, params], { signal: deadline.signal, onData })
    .then(() => null, toRoomkeyError)
    .finally(deadline.clear);
}

/** A rate says when it has room again; a number of rooms, which is limited as well, does not. */
function isTooMuch(error: RoomkeyError): error is RoomkeyError & { readonly retryAfterMs: number } {
  return error.code === 'rate_limited' && error.retryAfterMs !== undefined;
}

function refused(context: Context, room: Room, error: RoomkeyError): void {
  const { session, renewal, clock, random } = context;
  const isRenewable = isAboutToken(error, session);
  if (outcomeOf(error) === 'stop' && !isRenewable) return room.settle({ status: 'denied', error });
  room.retry((failures) => {
    const delay = backoffDelay(failures, random, error.retryAfterMs);
    return runAt(clock, clock.now() + delay, () => join(context, room));
  });
  if (isRenewable) void renewal.now();
}
