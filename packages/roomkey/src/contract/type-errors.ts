import type { EventDefinitions, RequestDefinitions, RoomDefinitions } from './definition.ts';

/** Never a value: a sentence that the compiler shows where a contract is wrong. */
export interface RoomkeyTypeError<Sentence extends string> {
  readonly roomkeyTypeError: Sentence;
}

// The sentences stand inline: the compiler would print the name of an alias instead of the sentence.

export type CheckRooms<Rooms extends RoomDefinitions> = {
  readonly [Name in keyof Rooms]: Rooms[Name] extends { readonly allow: unknown }
    ? unknown
    : {
        readonly allow: RoomkeyTypeError<'Every room says who may join it: set "allow" to "anyone", "user" or { role }.'>;
      };
};

export type CheckRequests<Requests extends RequestDefinitions, Rooms extends RoomDefinitions> = {
  readonly [Name in keyof Requests]: CheckAllow<Requests[Name]> & CheckRoom<Requests[Name], Rooms>;
};

export type CheckEvents<Events extends EventDefinitions, Rooms extends RoomDefinitions> = {
  readonly [Name in keyof Events]: CheckRoom<Events[Name], Rooms>;
};

type CheckAllow<Request> = Request extends { readonly allow: infer Allow }
  ? Allow extends 'member'
    ? Request extends { readonly room: string }
      ? unknown
      : { readonly room: RoomkeyTypeError<'A request for members says of which room: set "room".'> }
    : unknown
  : {
      readonly allow: RoomkeyTypeError<'Every request says who may send it: set "allow" to "anyone", "user", "member" or { role }.'>;
    };

type CheckRoom<Definition, Rooms> = Definition extends { readonly room: infer Room }
  ? Exclude<RoomNames<Room>, keyof Rooms> extends infer Unknown extends string
    ? [Unknown] extends [never]
      ? unknown
      : { readonly room: RoomkeyTypeError<`This contract has no room "${Unknown}".`> }
    : unknown
  : unknown;

type RoomNames<Room> = Room extends readonly (infer Name)[] ? Name : Room;
