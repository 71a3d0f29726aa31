import type { AnyContract } from './definition.ts';
import type { InferInput, InferOutput } from './standard-schema.ts';

type Flat<T> = { [Key in keyof T]: T[Key] } & {};
type NoFields = Record<never, never>;
type AsList<Names> = Names extends readonly (infer Name)[] ? Name : Names;

export type RoomName<C extends AnyContract> = keyof C['rooms'] & string;
export type RequestName<C extends AnyContract> = keyof C['requests'] & string;
export type EventName<C extends AnyContract> = keyof C['events'] & string;

/** The values that name one room, as the contract's schemas return them. */
export type RoomParams<C extends AnyContract, Room> =
  Room extends RoomName<C>
    ? Flat<{
        readonly [Param in keyof C['rooms'][Room]['params']]: InferOutput<C['rooms'][Room]['params'][Param]>;
      }>
    : NoFields;

/** The room that a request names, or never. */
export type RequestRoom<C extends AnyContract, Name extends RequestName<C>> = C['requests'][Name] extends {
  readonly room: infer Room extends string;
}
  ? Room
  : never;

/** The room or rooms that hear an event. */
export type EventRoom<C extends AnyContract, Name extends EventName<C>> = AsList<C['events'][Name]['room']>;

/** The events that a room hears. */
export type RoomEventName<C extends AnyContract, Room> = {
  [Name in EventName<C>]: Room extends EventRoom<C, Name> ? Name : never;
}[EventName<C>];

/** The rooms whose members hear who is there. */
export type PresenceRoomName<C extends AnyContract> = {
  [Room in RoomName<C>]: C['rooms'][Room] extends { readonly presence: true } ? Room : never;
}[RoomName<C>];

type RequestRoomParams<C extends AnyContract, Name extends RequestName<C>> = [RequestRoom<C, Name>] extends [
  never,
]
  ? NoFields
  : RoomParams<C, RequestRoom<C, Name>>;

/** What a client sends: the room's params and the input together. */
export type RequestPayload<C extends AnyContract, Name extends RequestName<C>> = Flat<
  RequestRoomParams<C, Name> &
    (C['requests'][Name] extends { readonly input: infer Input } ? InferInput<Input> : NoFields)
>;

/** What a handler reads as `input`. */
export type RequestInput<C extends AnyContract, Name extends RequestName<C>> = C['requests'][Name] extends {
  readonly input: infer Input;
}
  ? InferOutput<Input>
  : undefined;

/** What a handler returns. */
export type RequestResult<C extends AnyContract, Name extends RequestName<C>> = C['requests'][Name] extends {
  readonly output: infer Output;
}
  ? InferInput<Output>
  : void;

/** What the acknowledgement carries. */
export type RequestOutput<C extends AnyContract, Name extends RequestName<C>> = C['requests'][Name] extends {
  readonly output: infer Output;
}
  ? InferOutput<Output>
  : undefined;

/** What a server passes to `emit`. */
export type EventInput<C extends AnyContract, Name extends EventName<C>> = InferInput<
  C['events'][Name]['data']
>;

/** What a client hears: the room's params and the data together. */
export type EventData<C extends AnyContract, Name extends EventName<C>> = Flat<
  RoomParams<C, EventRoom<C, Name>> & InferOutput<C['events'][Name]['data']>
>;
