import { isReservedName } from '../protocol/names.ts';
import type {
  Contract,
  ContractLimits,
  EventDefinitions,
  RateLimit,
  RequestDefinitions,
  RoomDefinitions,
} from './definition.ts';
import { faultOfRate } from './rate-limit.ts';
import type { CheckEvents, CheckRequests, CheckRooms } from './type-errors.ts';

const NAME = /^[a-z][a-z0-9]*([-:._][a-z0-9]+)*$/i;
const ROOM_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_NAME_LENGTH = 64;

/**
 * Declares the rooms, requests and events that a server and its clients share. Everything else is
 * inferred from the returned object: handlers, policies, the client and the hooks.
 *
 * Guarantees that every room and request says who is allowed, that every room that is named exists and
 * that no name collides with the wire. What the types cannot see is checked when it runs.
 *
 * @throws TypeError when the contract is wrong; it names the entry.
 * @example
 * const contract = defineContract({
 *   rooms: { post: { params: { postId: z.uuid() }, allow: 'user' } },
 *   requests: { typing: { room: 'post', input: z.object({ isTyping: z.boolean() }), allow: 'member' } },
 *   events: { 'user-typing': { room: 'post', data: z.object({ userName: z.string() }), delivery: 'volatile' } },
 * });
 */
export function defineContract<
  const Rooms extends RoomDefinitions,
  const Requests extends RequestDefinitions,
  const Events extends EventDefinitions,
>(definition: {
  readonly rooms: Rooms & CheckRooms<Rooms>;
  readonly requests: Requests & CheckRequests<Requests, Rooms>;
  readonly events: Events & CheckEvents<Events, Rooms>;
  readonly limits?: ContractLimits;
}): Contract<Rooms, Requests, Events> {
  const contract: Contract<Rooms, Requests, Events> = definition;
  assertContract(contract);
  return Object.freeze(contract);
}

/** @throws TypeError when a contract, however it was made, lacks an `allow` or contradicts itself. */
export function assertContract(contract: Contract): void {
  for (const [name, room] of Object.entries(contract.rooms)) {
    if (!ROOM_NAME.test(name) || name.length > MAX_NAME_LENGTH)
      fail(`room "${name}"`, 'use kebab-case for its name');
    if (Object.keys(room.params).length === 0) fail(`room "${name}"`, 'needs at least one param');
    assertAllow(`room "${name}"`, room.allow, ['anyone', 'user']);
    assertLimit(`room "${name}"`, room.limit);
    if (room.presence === true) assertNoPresenceWord(`room "${name}"`, room.params);
  }
  for (const [name, request] of Object.entries(contract.requests)) {
    assertName(`request "${name}"`, name);
    assertAllow(`request "${name}"`, request.allow, ['anyone', 'user', 'member']);
    assertLimit(`request "${name}"`, request.limit);
    assertRooms(contract, `request "${name}"`, request.room === undefined ? [] : [request.room]);
    if (request.allow === 'member' && request.room === undefined)
      fail(`request "${name}"`, 'is for members of no room');
  }
  for (const [name, event] of Object.entries(contract.events)) {
    assertName(`event "${name}"`, name);
    const rooms = typeof event.room === 'string' ? [event.room] : event.room;
    if (rooms.length === 0) fail(`event "${name}"`, 'is heard by no room');
    assertRooms(contract, `event "${name}"`, rooms);
    assertSameParams(contract, `event "${name}"`, rooms);
  }
  assertLimit('"limits.connection"', contract.limits?.connection);
  assertLimit('"limits.user"', contract.limits?.user);
}

function assertName(entry: string, name: string): void {
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH)
    fail(entry, 'has a name that is not letters, digits, - : . _');
  if (isReservedName(name)) fail(entry, 'has a name that the wire reserves');
}

function assertAllow(entry: string, allow: unknown, words: readonly string[]): void {
  if (typeof allow === 'string' && words.includes(allow)) return;
  if (typeof allow === 'object' && allow !== null && 'role' in allow) {
    const roles = Array.isArray(allow.role) ? allow.role : [allow.role];
    if (roles.length > 0 && roles.every((role) => typeof role === 'string' && role !== '')) return;
  }
  fail(
    entry,
    `does not say who is allowed; set "allow" to ${words.map((word) => `"${word}"`).join(', ')} or { role }`,
  );
}

/** What the messages about presence say besides the params of the room. */
const PRESENCE_WORDS = ['room', 'users', 'joined', 'left', 'anonymous', 'count', 'complete', 'version'];

function assertNoPresenceWord(entry: string, params: object): void {
  for (const word of PRESENCE_WORDS)
    if (Object.hasOwn(params, word))
      fail(entry, `has presence, whose messages need "${word}" for themselves`);
}

function assertLimit(entry: string, limit: RateLimit | null | undefined): void {
  if (limit === undefined || limit === null) return;
  const fault = faultOfRate(limit);
  if (fault !== null) fail(entry, fault);
}

function assertRooms(contract: Contract, entry: string, rooms: readonly string[]): void {
  for (const room of rooms) {
    if (!Object.hasOwn(contract.rooms, room))
      fail(entry, `names the room "${room}", which the contract does not have`);
  }
}

function assertSameParams(contract: Contract, entry: string, rooms: readonly string[]): void {
  const shapes = new Set(
    rooms.map((room) =>
      Object.keys(contract.rooms[room]?.params ?? {})
        .toSorted()
        .join(),
    ),
  );
  if (shapes.size > 1) fail(entry, 'is heard by rooms with different params');
}

function fail(entry: string, problem: string): never {
  throw new TypeError(`Contract: ${entry} ${problem}.`);
}
