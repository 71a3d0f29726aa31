import type { ReactElement, ReactNode } from 'react';
import type { Socket } from 'socket.io-client';
import type {
  Client,
  ConnectionState,
  RequestOptions,
  RoomLease,
  RoomState,
  SessionState,
} from '../client/index.ts';
import type {
  AnyContract,
  EventData,
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

export interface RequestHandle<C extends AnyContract, Name extends RequestName<C>> {
  /** Never rejects: the outcome is in `error`, `onSuccess`, `onError` and the resolved value. */
  send(
    payload: RequestPayload<C, Name>,
  ): Promise<
    | { readonly ok: true; readonly data: RequestOutput<C, Name> }
    | { readonly ok: false; readonly error: RoomkeyError }
  >;
  readonly pending: boolean;
  readonly error: RoomkeyError | null;
}

export interface Hooks<C extends AnyContract> {
  RoomkeyProvider(props: RoomkeyProviderProps<C>): ReactElement;
  useClient(): Client<C>;
  useSession(): SessionState;
  useConnection(): ConnectionState;
  /** Null params mean not yet. */
  useRoom<Room extends RoomName<C>>(name: Room, params: RoomParams<C, Room> | null): RoomHandle<C, Room>;
  useRoomEvent<Room extends RoomName<C>, Event extends RoomEventName<C, Room>>(
    room: RoomHandle<C, Room>,
    event: Event,
    listener: (data: EventData<C, Event>) => void,
  ): void;
  useRequest<Name extends RequestName<C>, Undo = void>(
    name: Name,
    options?: UseRequestOptions<C, Name, Undo>,
  ): RequestHandle<C, Name>;
  /** The Socket.IO socket of now, for events outside the contract. */
  useSocket(): Socket | null;
}
