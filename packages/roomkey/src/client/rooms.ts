import type { Socket } from 'socket.io-client';
import type { AnyContract } from '../contract/index.ts';
import { RoomkeyError } from '../errors/index.ts';
import {
  PRESENCE_DIFF_EVENT,
  PRESENCE_STATE_EVENT,
  RESYNC_EVENT,
  leftEvent,
  readResyncMessage,
  roomKey,
} from '../protocol/index.ts';
import type { RoomParamValues } from '../protocol/index.ts';
import { runAt } from './clock.ts';
import { createJoining } from './joining.ts';
import type { Joining, JoiningOptions } from './joining.ts';
import { createNewest } from './newest.ts';
import { outcomeOf } from './outcome.ts';
import { createPresenceAsking } from './presence-asking.ts';
import type { PresenceAsking } from './presence-asking.ts';
import { readLossReason, readParams, readRoomName } from './room-message.ts';
import { createRoom } from './room.ts';
import type { Lease, Room } from './room.ts';

/** Long enough for a page that unmounts and mounts again to keep its room. */
const RELEASE_GRACE_MS = 500;

export interface RoomsOptions extends JoiningOptions {
  readonly contract: AnyContract;
}

/** Keeps leased rooms joined: on each new connection, and again after a refusal that may pass. */
export interface Rooms {
  readonly acquire: (name: string, params: RoomParamValues) => Lease;
  readonly close: () => void;
}

interface Context extends RoomsOptions {
  readonly rooms: Map<string, Room>;
  readonly joining: Joining;
  readonly asking: PresenceAsking;
  /** Calls off what a server asked all its clients to do; null: nothing is to be done. */
  cancelResync: (() => void) | null;
}

export function createRooms(options: RoomsOptions): Rooms {
  const context: Context = {
    ...options,
    rooms: new Map(),
    joining: createJoining(options),
    asking: createPresenceAsking(options),
    cancelResync: null,
  };
  const { connection, session, rooms, joining, asking } = context;
  const stops = [
    connection.socket.subscribe(() => socketChanged(context)),
    session.epoch.subscribe(() => identityChanged(context)),
    session.state.subscribe(() => sessionChanged(context)),
  ];
  return {
    acquire: (name, params) => acquire(context, name, params),
    close() {
      for (const stop of stops) stop();
      joining.reset();
      asking.reset();
      callOffResync(context);
      for (const room of rooms.values()) room.close();
      rooms.clear();
    },
  };
}

function acquire(context: Context, name: string, params: RoomParamValues): Lease {
  const { rooms, clock, joining } = context;
  const key = roomKey(name, paramNames(context, name), params);
  const known = rooms.get(key);
  const room = known ?? createRoom({ key, name, params });
  if (known === undefined) rooms.set(key, room);
  // Whoever comes to a room that was denied wants to know how it is now.
  if (room.state.get().status === 'denied') room.settle({ status: 'joining' });
  if (room.needsJoin()) joining.join(room);
  return room.lease(() => runAt(clock, clock.now() + RELEASE_GRACE_MS, () => remove(context, room)));
}

function remove({ rooms, joining }: Context, room: Room): void {
  const isMember = room.state.get().status !== 'denied';
  rooms.delete(room.key);
  room.close();
  if (isMember) joining.leave(room, () => rooms.has(room.key));
}

function socketChanged(context: Context): void {
  const { connection, rooms, joining, asking } = context;
  const socket = connection.socket.get();
  joining.reset();
  asking.reset();
  callOffResync(context);
  if (socket !== null) listen(context, socket);
  for (const room of rooms.values()) {
    if (socket === null) room.lost();
    else joining.join(room);
  }
}

/** Events were lost between servers: whoever uses a room sees it joined again, and reads what it is about. */
function resync(context: Context, withinMs: number): void {
  const { clock, random, rooms, joining } = context;
  // Whoever is about to read again reads what was lost meanwhile, too; to begin anew would put it off.
  if (context.cancelResync !== null) return;
  // All clients of a server are told at the same time.
  context.cancelResync = runAt(clock, clock.now() + random() * withinMs, () => {
    context.cancelResync = null;
    for (const room of rooms.values()) {
      if (room.state.get().status !== 'joined') continue;
      room.lost();
      joining.join(room);
    }
  });
}

function callOffResync(context: Context): void {
  context.cancelResync?.();
  context.cancelResync = null;
}

function identityChanged({ rooms }: Context): void {
  for (const room of rooms.values()) {
    room.settle({ status: 'joining' });
    // Whoever it is now was not told of anybody yet.
    room.presence.clear();
  }
}

/** A renewed token, another role, a right that was given: what was refused or lost may be allowed now. */
function sessionChanged(context: Context): void {
  const { session, rooms, joining } = context;
  // Everything else that changes here also changes the connection, and a new one joins by itself.
  if (session.state.get().status !== 'authenticated' || session.isExpired()) return;
  for (const room of rooms.values()) if (room.needsJoin()) joining.join(room);
}

function listen(context: Context, socket: Socket): void {
  const { rooms, events } = context.contract;
  if (Object.values(rooms).some(({ presence }) => presence === true)) listenToPresence(context, socket);
  socket.on(RESYNC_EVENT, (message: unknown) => resync(context, readResyncMessage(message).withinMs));
  for (const name of Object.keys(rooms)) {
    socket.on(leftEvent(name), (message: unknown) => left(context, name, message));
  }
  for (const [event, { room, delivery }] of Object.entries(events)) {
    const names = typeof room === 'string' ? [room] : room;
    const isNewest = delivery === 'latest' ? createNewest() : () => true;
    socket.on(event, (data: unknown) => {
      for (const name of names) {
        const found = find(context, name, data);
        if (found !== undefined && isNewest(found, data)) found.hear(event, data);
      }
    });
  }
}

function listenToPresence(context: Context, socket: Socket): void {
  socket.on(PRESENCE_STATE_EVENT, (message: unknown) => findNamed(context, message)?.presence.state(message));
  socket.on(PRESENCE_DIFF_EVENT, (message: unknown) => {
    const room = findNamed(context, message);
    if (room !== undefined && !room.presence.diff(message)) context.asking.ask(room);
  });
}

function left(context: Context, name: string, message: unknown): void {
  const room = find(context, name, message);
  const reason = readLossReason(message);
  if (reason === null || room?.state.get().status !== 'joined') return;
  const error = new RoomkeyError(reason);
  if (outcomeOf(error) === 'stop') return room.settle({ status: 'denied', error });
  // A token that ran out is renewed and the room joined again; only then is it known whether it is lost.
  room.settle({ status: 'joining' });
  if (outcomeOf(error) === 'retry') context.joining.refused(room, error);
}

function find(context: Context, name: string, message: unknown): Room | undefined {
  const names = paramNames(context, name);
  const params = readParams(names, message);
  return params === null ? undefined : context.rooms.get(roomKey(name, names, params));
}

/** The room of a message that says its name. */
function findNamed(context: Context, message: unknown): Room | undefined {
  const name = readRoomName(message);
  return name === null || !Object.hasOwn(context.contract.rooms, name)
    ? undefined
    : find(context, name, message);
}

function paramNames({ contract }: Context, room: string): readonly string[] {
  return Object.keys(contract.rooms[room]?.params ?? {});
}
