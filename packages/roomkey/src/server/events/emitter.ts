import type { AnyContract, AnySchema, Delivery, EventDefinition } from '../../contract/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { BaseUser } from '../identity/types.ts';
import { roomOf } from '../rooms/compiled-room.ts';
import type { CompiledRoom, CompiledRooms } from '../rooms/compiled-room.ts';
import type { Audience, Send } from './send.ts';

export type { Audience } from './send.ts';

export interface Emission {
  readonly event: string;
  readonly params: RoomParamValues;
  readonly data: unknown;
  readonly audience: Audience;
}

/** Sends the events of a contract. @throws TypeError when the data does not match the event's schema */
export type Emitter = (emission: Emission) => void;

interface CompiledEvent<User extends BaseUser> {
  readonly name: string;
  readonly rooms: readonly CompiledRoom<User>[];
  readonly schema: AnySchema;
  readonly delivery: Delivery;
}

export interface EmitterParts<User extends BaseUser> {
  readonly contract: AnyContract;
  readonly rooms: CompiledRooms<User>;
  readonly senders: Readonly<Record<Delivery, Send>>;
}

export function createEmitter<User extends BaseUser>(parts: EmitterParts<User>): Emitter {
  const { contract, rooms, senders } = parts;
  const events = new Map(
    Object.entries(contract.events).map(([name, event]) => [name, compile(name, event, rooms)]),
  );

  return ({ event: name, params, data, audience }) => {
    const event = events.get(name);
    if (event === undefined) throw new TypeError(`The contract has no event "${name}".`);
    const message = { ...params, ...outgoing(event, data) };
    const keys = event.rooms.map((room) => room.key(params));
    senders[event.delivery]({ event: name, keys }, message, audience);
  };
}

function compile<User extends BaseUser>(
  name: string,
  event: EventDefinition,
  rooms: CompiledRooms<User>,
): CompiledEvent<User> {
  const roomNames = typeof event.room === 'string' ? [event.room] : event.room;
  return {
    name,
    rooms: roomNames.map((room) => roomOf(rooms, room)),
    schema: event.data,
    delivery: event.delivery ?? 'reliable',
  };
}

/** Passes data through the schema, so that a field the contract does not name never leaves the server. */
function outgoing<User extends BaseUser>(event: CompiledEvent<User>, data: unknown): object {
  const result = event.schema['~standard'].validate(data);
  if (result instanceof Promise)
    throw new TypeError(`The schema of event "${event.name}" must be synchronous.`);
  if (result.issues !== undefined)
    throw new TypeError(`The data of event "${event.name}" does not match its schema.`);
  if (typeof result.value !== 'object' || result.value === null) {
    throw new TypeError(`The data of event "${event.name}" must be an object.`);
  }
  return result.value;
}
