import type { Socket } from 'socket.io-client';
import type { AnyContract } from '../contract/index.ts';
import { RoomkeyError } from '../errors/index.ts';
import { joinEvent, leaveEvent, leftEvent, roomKey } from '../protocol/index.ts';
import type { RoomParamValues } from '../protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import type { Connection } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { isAboutToken, outcomeOf, toRoomkeyError } from './outcome.ts';
import type { Renewal } from './renewal.ts';
import { readLossReason, readParams } from './room-message.ts';
import { createRoom } from './room.ts';
import type { Lease, Room } from './room.ts';
import type { Session } from './session.ts';
import type { ClientClock } from './types.ts';

/** Long enough for a page that unmounts and mounts again to keep its room. */
const RELEASE_GRACE_MS = 500;

export interface RoomsOptions {
  readonly contract: AnyContract;
  readonly connection: Connection;
  readonly session: Session;
  readonly renewal: Renewal;
  readonly clock: ClientClock;
  readonly random: () => number;
  readonly timeoutMs: number;
}

/** Keeps leased rooms joined: on each new connection, and again after a refusal that may pass. */
export interface Rooms {
  readonly acquire: (name: string, params: RoomParamValues) => Lease;
  readonly close: () => void;
}

interface Context extends RoomsOptions {
  readonly rooms: Map<string, Room>;
}

export function createRooms(options: RoomsOptions): Rooms {
  const context: Context = { ...options, rooms: new Map() };
  const { connection, session, rooms } = context;
  const stops = [
    connection.socket.subscribe(() => socketChanged(context)),
    session.epoch.subscribe(() => identityChanged(context)),
    session.state.subscribe(() => sessionChanged(context)),
  ];
  return {
    acquire: (name, params) => acquire(context, name, params),
    close() {
      for (const stop of stops) stop();
      for (const room of rooms.values()) room.close();
      rooms.clear();
    },
  };
}

function acquire(context: Context, name: string, params: RoomParamValues): Lease {
  const { rooms, clock } = context;
  const key = roomKey(name, paramNames(context, name), params);
  const known = rooms.get(key);
  const room = known ?? createRoom(name, params);
  if (known === undefined) rooms.set(key, room);
  // Whoever comes to a room that was denied wants to know how it is now.
  if (room.state.get().status === 'denied') room.settle({ status: 'joining' });
  if (room.needsJoin()) void join(context, room);
  return room.lease(() => runAt(clock, clock.now() + RELEASE_GRACE_MS, () => remove(context, key, room)));
}

function remove({ rooms, connection }: Context, key: string, room: Room): void {
  const isAskedFor = room.state.get().status !== 'denied';
  rooms.delete(key);
  room.close();
  if (isAskedFor) connection.socket.get()?.emit(leaveEvent(room.name), room.params);
}

async function join(context: Context, room: Room): Promise<void> {
  const { connection, clock, timeoutMs } = context;
  const socket = connection.socket.get();
  if (socket === null) return;
  const isNewest = room.tryJoin();
  const deadline = createDeadline(clock, timeoutMs, () => new RoomkeyError('timeout'));
  try {
    await exchange(socket, [joinEvent(room.name), room.params], deadline.signal);
    if (isNewest()) room.settle({ status: 'joined' });
  } catch (error) {
    if (isNewest()) refused(context, room, toRoomkeyError(error));
  } finally {
    deadline.clear();
  }
}

function refused(context: Context, room: Room, error: RoomkeyError): void {
  const { session, renewal, clock, random } = context;
  const isRenewable = isAboutToken(error, session);
  if (outcomeOf(error) === 'stop' && !isRenewable) return room.settle({ status: 'denied', error });
  room.retry((failures) => {
    const delay = backoffDelay(failures, random, error.retryAfterMs);
    return runAt(clock, clock.now() + delay, () => void join(context, room));
  });
  if (isRenewable) void renewal.now();
}

function socketChanged(context: Context): void {
  const { connection, rooms } = context;
  const socket = connection.socket.get();
  if (socket !== null) listen(context, socket);
  for (const room of rooms.values()) {
    if (socket === null) room.lost();
    else void join(context, room);
  }
}

function identityChanged({ rooms }: Context): void {
  for (const room of rooms.values()) room.settle({ status: 'joining' });
}

/** A renewed token, another role, a right that was given: what was refused or lost may be allowed now. */
function sessionChanged(context: Context): void {
  const { session } = context;
  // Everything else that changes here also changes the connection, and a new one joins by itself.
  if (session.state.get().status !== 'authenticated' || session.isExpired()) return;
  for (const room of context.rooms.values()) if (room.needsJoin()) void join(context, room);
}

function listen(context: Context, socket: Socket): void {
  const { rooms, events } = context.contract;
  for (const name of Object.keys(rooms)) {
    socket.on(leftEvent(name), (message: unknown) => left(context, name, message));
  }
  for (const [event, { room }] of Object.entries(events)) {
    const names = typeof room === 'string' ? [room] : room;
    socket.on(event, (data: unknown) => {
      for (const name of names) find(context, name, data)?.hear(event, data);
    });
  }
}

function left(context: Context, name: string, message: unknown): void {
  const room = find(context, name, message);
  const reason = readLossReason(message);
  if (reason === null || room?.state.get().status !== 'joined') return;
  const error = new RoomkeyError(reason);
  if (outcomeOf(error) === 'stop') return room.settle({ status: 'denied', error });
  // A token that ran out is renewed and the room joined again; only then is it known whether it is lost.
  room.settle({ status: 'joining' });
  if (outcomeOf(error) === 'retry') refused(context, room, error);
}

function find(context: Context, name: string, message: unknown): Room | undefined {
  const names = paramNames(context, name);
  const params = readParams(names, message);
  return params === null ? undefined : context.rooms.get(roomKey(name, names, params));
}

function paramNames({ contract }: Context, room: string): readonly string[] {
  return Object.keys(contract.rooms[room]?.params ?? {});
}
