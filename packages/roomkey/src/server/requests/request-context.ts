import type { Socket } from 'socket.io';
import type { Liveness } from '../connections/liveness.ts';
import type { Audience, Emitter } from '../events/emitter.ts';
import type { BaseUser, Subject } from '../identity/types.ts';
import type { Presence } from '../presence/presence.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { roomOf } from '../rooms/compiled-room.ts';
import type { CompiledRooms } from '../rooms/compiled-room.ts';
import type { Membership } from '../rooms/membership.ts';
import type { ErasedRequest } from './request-route.ts';

/** `RequestContext` with the types of its contract erased. */
export interface ErasedContext<User extends BaseUser> {
  readonly user: User | null;
  readonly subject: Subject | null;
  readonly input: unknown;
  readonly params: RoomParamValues;
  readonly room: ErasedRoomSender;
  readonly to: ErasedTo;
  join(room: string, params: RoomParamValues): Promise<void>;
  assertLive(): void;
  readonly socket: Socket;
}

export interface ErasedSender {
  emit(event: string, data: unknown): void;
}

export interface ErasedRoomSender extends ErasedSender {
  readonly others: ErasedSender;
  readonly self: ErasedSender;
}

export type ErasedTo = (room: string, params: RoomParamValues) => ErasedSender;

export interface ContextParts<User extends BaseUser> {
  readonly rooms: CompiledRooms<User>;
  readonly membership: Membership<User>;
  readonly presence: Pick<Presence<User>, 'welcome'>;
  readonly emit: Emitter;
  readonly to: ErasedTo;
  readonly liveness: Liveness<User>;
}

export function createContext<User extends BaseUser>(
  { rooms, membership, presence, emit, to, liveness }: ContextParts<User>,
  { connection, identity, params, input }: ErasedRequest<User>,
): ErasedContext<User> {
  const assertLive = (): void => liveness.assertLive(connection);
  const { socket } = connection;
  return {
    user: identity.user,
    subject: identity.state === 'authenticated' ? identity.subject : null,
    input,
    params,
    room: new RequestRoom(socket, (event, data, audience) => {
      assertLive();
      emit({ event, params, data, audience });
    }),
    to,
    async join(name, values) {
      const room = roomOf(rooms, name);
      await membership.join(connection, room, { params: values });
      presence.welcome(connection, room.key(values));
    },
    assertLive,
    socket,
  };
}

type Send = (event: string, data: unknown, audience: Audience) => void;

const ALL: Audience = { to: 'all' };

/** A class, since every request has one and most use one of its ways, or none. */
class RequestRoom implements ErasedRoomSender {
  readonly #socket: Socket;
  readonly #send: Send;

  constructor(socket: Socket, send: Send) {
    this.#socket = socket;
    this.#send = send;
  }

  emit(event: string, data: unknown): void {
    this.#send(event, data, ALL);
  }

  get others(): ErasedSender {
    return this.#only('others');
  }

  get self(): ErasedSender {
    return this.#only('self');
  }

  #only(to: 'others' | 'self'): ErasedSender {
    return { emit: (event, data) => this.#send(event, data, { to, socket: this.#socket }) };
  }
}
