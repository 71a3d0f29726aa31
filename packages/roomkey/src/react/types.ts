import type { ReactElement, ReactNode } from 'react';
import type { Socket } from 'socket.io-client';
import type {
  Client,
  ConnectionState,
  Presence,
  RequestOptions,
  RoomLease,
  RoomState,
  SessionState,
} from '../client/index.ts';
import type {
  AnyContract,
  EventData,
  PresenceRoomName,
  RequestName,
  RequestOutput,
  RequestPayload,
  RoomEventName,
  RoomName,
  RoomParams,
} from '../contract/index.ts';
import type { RoomkeyError } from '../errors/index.ts';

export interface RoomkeyProviderProps<C extends AnyContract> {
  readonly client: Client<C>;
  readonly children?: ReactNode;
}

/** A room as a component sees it. `idle`: the params are null, or the room is not asked for yet. */
export type RoomHandle<C extends AnyContract, Room extends RoomName<C>> = {
  readonly name: Room;
  readonly params: RoomParams<C, Room> | null;
  readonly lease: RoomLease<C, Room> | null;
} & ({ readonly status: 'idle' } | RoomState);

export interface UseRequestOptions<
  C extends AnyContract,
  Name extends RequestName<C>,
  Undo,
> extends RequestOptions {
  /** Applied at once; what it returns is handed to `rollback` when the request is denied or fails. */
  readonly optimistic?: (payload: RequestPayload<C, Name>) => Undo;
  readonly rollback?: (undo: Undo, error: RoomkeyError) => void;
  readonly onSuccess?: (output: RequestOutput<C, Name>, payload: RequestPayload<C, Name>) => void;
  readonly onError?: (error: RoomkeyError, payload: RequestPayload<C, Name>) => void;
}

export type RequestResult<C extends AnyContract, Name extends RequestName<C>> =
  | { readonly ok: true; readonly data: RequestOutput<C, Name> }
  | { readonly ok: false; readonly error: RoomkeyError };

export interface RequestHandle<C extends AnyContract, Name extends RequestName<C>> {
  /**
   * Never rejects for a denial or an outage: the outcome is in the resolved value, in `error` and in the
   * callbacks, which also run when the component is gone, so that an optimistic change is always settled.
   */
  readonly send: (payload: RequestPayload<C, Name>) => Promise<RequestResult<C, Name>>;
  readonly pending: boolean;
  /** Why the newest request failed. */
  readonly error: RoomkeyError | null;
}

/** The hooks of one contract. All of them need its `RoomkeyProvider` above. */
export interface Hooks<C extends AnyContract> {
  readonly RoomkeyProvider: (props: RoomkeyProviderProps<C>) => ReactElement;
  /** @throws Error when there is no provider above */
  readonly useClient: () => Client<C>;
  /** Who is on the connection; survives a lost connection. */
  readonly useSession: () => SessionState;
  /** How the connection is; says nothing about who is on it. */
  readonly useConnection: () => ConnectionState;
  /**
   * Joins a room while the component is mounted. Null params mean not yet. Uses of one room are counted, and
   * after a change of params no frame shows the room of before.
   */
  readonly useRoom: <Room extends RoomName<C>>(
    name: Room,
    params: RoomParams<C, Room> | null,
  ) => RoomHandle<C, Room>;
  /** Hears an event of one room; the newest listener is called, and only while the room is joined. */
  readonly useRoomEvent: <Room extends RoomName<C>, Event extends RoomEventName<C, Room>>(
    room: RoomHandle<C, Room>,
    event: Event,
    listener: (data: EventData<C, Event>) => void,
  ) => void;
  /**
   * Who is in a room that has `presence: true`: people by user id, however many tabs they have, and the number of
   * anonymous connections. It is `loading` until the room is joined, keeps what it shows through a lost connection,
   * and forgets it when the room is denied or somebody else signs in. No error codes of its own: the room has them.
   *
   * @example
   * const room = useRoom('post', { postId });
   * const { users, count, anonymous } = usePresence(room);
   */
  readonly usePresence: <Room extends PresenceRoomName<C>>(room: RoomHandle<C, Room>) => Presence;
  /** Sends requests, with an optional change that is applied at once and taken back on refusal. */
  readonly useRequest: <Name extends RequestName<C>, Undo = void>(
    name: Name,
    options?: UseRequestOptions<C, Name, Undo>,
  ) => RequestHandle<C, Name>;
  /** The Socket.IO socket of now, for events outside the contract. */
  readonly useSocket: () => Socket | null;
}
