import type { Socket } from 'socket.io-client';
import type { AnyContract } from '../contract/index.ts';
import { ERROR_CODES, isErrorCode, RoomkeyError } from '../errors/index.ts';
import { joinEvent, leaveEvent, leftEvent, roomKey } from '../protocol/index.ts';
import type { RoomParamValues } from '../protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import type { Connection } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { outcomeOf, toRoomkeyError } from './outcome.ts';
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
  readonly clock: ClientClock;
  readonly random: () => number;
  readonly timeoutMs: number;
}

export interface Rooms {
  acquire(name: string, params: RoomParamValues): Lease;
  close(): void;
}

/** Keeps leased rooms joined: on each new connection, and again after a refusal that may pass. */
export function createRooms(options: RoomsOptions): Rooms {
  const { contract, connection, session, clock, random, timeoutMs } = options;
  const rooms = new Map<string, Room>();

  const keyOf = (name: string, params: RoomParamValues) => roomKey(name, paramNames(contract, name), params);

  const find = (name: string, message: unknown): Room | undefined => {
    const params = readParams(paramNames(contract, name), message);
    return params === null ? undefined : rooms.get(keyOf(name, params));
  };

  async function join(room: Room): Promise<void> {
    const socket = connection.socket.get();
    if (socket === null) return;
    const isNewest = room.tryJoin();
    const deadline = createDeadline(clock, timeoutMs, () => new RoomkeyError('timeout'));
    try {
      await exchange(socket, [joinEvent(room.name), room.params], deadline.signal);
      if (isNewest()) room.joined();
    } catch (error) {
      if (isNewest()) refused(room, toRoomkeyError(error));
    } finally {
      deadline.clear();
    }
  }

  function refused(room: Room, error: RoomkeyError): void {
    const outcome = outcomeOf(error);
    if (outcome === 'stop') return room.denied(error);
    if (outcome === 'refresh') return connection.renew(error.code);
    room.retry((failures) => {
      const delay = backoffDelay(failures, random, error.retryAfterMs);
      return runAt(clock, clock.now() + delay, () => void join(room));
    });
  }

  function left(name: string, message: unknown): void {
    const room = find(name, message);
    const reason = readReason(message);
    // Without a code it answers a leave of our own, and the room may have been asked for again since.
    if (room?.state.get().status !== 'joined' || !isErrorCode(reason)) return;
    // The token will be renewed and the room joined again; only then is it known whether it is lost.
    if (ERROR_CODES[reason].retry === 'refresh') room.reset();
    else room.denied(new RoomkeyError(reason));
  }

  function listen(socket: Socket): void {
    for (const name of Object.keys(contract.rooms)) {
      socket.on(leftEvent(name), (message: unknown) => left(name, message));
    }
    for (const [event, { room }] of Object.entries(contract.events)) {
      const names = typeof room === 'string' ? [room] : room;
      socket.on(event, (data: unknown) => {
        for (const name of names) find(name, data)?.hear(event, data);
      });
    }
  }

  function onSocket(): void {
    const socket = connection.socket.get();
    if (socket !== null) listen(socket);
    for (const room of rooms.values()) {
      if (socket === null) room.lost();
      else void join(room);
    }
  }

  function onEpoch(): void {
    for (const room of rooms.values()) room.reset();
  }

  // Another role or a right that was given arrives as a session event on the same connection.
  function onSession(): void {
    for (const room of rooms.values()) if (room.state.get().status === 'denied') void join(room);
  }

  function remove(room: Room): void {
    rooms.delete(keyOf(room.name, room.params));
    room.close();
    if (room.state.get().status !== 'denied')
      connection.socket.get()?.emit(leaveEvent(room.name), room.params);
  }

  const stops = [
    connection.socket.subscribe(onSocket),
    session.epoch.subscribe(onEpoch),
    session.state.subscribe(onSession),
  ];

  return {
    acquire(name, params) {
      const key = keyOf(name, params);
      const known = rooms.get(key);
      const room = known ?? createRoom(name, params);
      if (known === undefined) {
        rooms.set(key, room);
        void join(room);
      }
      return room.lease(() => runAt(clock, clock.now() + RELEASE_GRACE_MS, () => remove(room)));
    },
    close() {
      for (const stop of stops) stop();
      for (const room of rooms.values()) room.close();
      rooms.clear();
    },
  };
}

const paramNames = (contract: AnyContract, room: string): readonly string[] =>
  Object.keys(contract.rooms[room]?.params ?? {});

function readParams(names: readonly string[], message: unknown): RoomParamValues | null {
  if (typeof message !== 'object' || message === null) return null;
  const fields = new Map<string, unknown>(Object.entries(message));
  const params: Record<string, string | number> = {};
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    params[name] = value;
  }
  return params;
}

const readReason = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'reason' in message ? message.reason : undefined;
