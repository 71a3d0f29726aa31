import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assertContract, defineContract } from './index.ts';
import type {
  AnyContract,
  ContractLimits,
  EventDefinition,
  RateLimit,
  RequestDefinition,
  RoomDefinition,
} from './index.ts';

const params = { postId: z.string() };
const data = z.object({ text: z.string() });
const post: RoomDefinition = { params, allow: 'user' };

interface Parts {
  readonly rooms?: Readonly<Record<string, RoomDefinition>>;
  readonly requests?: Readonly<Record<string, RequestDefinition>>;
  readonly events?: Readonly<Record<string, EventDefinition>>;
  readonly limits?: ContractLimits;
}

/** A contract as JavaScript or a cast could make it: the types of `defineContract` do not see it. */
const contractOf = ({ rooms = { post }, requests = {}, events = {}, limits = {} }: Parts): AnyContract => ({
  rooms,
  requests,
  events,
  limits,
});

const refusalOf = (parts: Parts): unknown => {
  try {
    assertContract(contractOf(parts));
  } catch (error) {
    return error;
  }
  return null;
};

const wrong = (message: string): TypeError => new TypeError(`Contract: ${message}`);

describe('defineContract', () => {
  it('returns the definition, frozen', () => {
    const rooms = { post: { params, allow: 'user' } } as const;
    const contract = defineContract({
      rooms,
      requests: { like: { room: 'post', allow: 'user' } },
      events: {},
    });
    expect(contract.rooms).toBe(rooms);
    expect(Object.isFrozen(contract)).toBe(true);
  });

  it('accepts every rule where it belongs', () => {
    expect(() =>
      assertContract(
        contractOf({
          rooms: {
            post,
            'watch-all': { params, allow: 'anyone' },
            staff: { params, allow: { role: ['a', 'b'] } },
          },
          requests: {
            typing: { room: 'post', allow: 'member' },
            'board:like.v2': { allow: { role: 'admin' } },
            Ping: { allow: 'anyone' },
          },
          events: { 'said-it': { room: ['post', 'watch-all'], data } },
        }),
      ),
    ).not.toThrow();
  });
});

const ROOM_ALLOW = 'does not say who is allowed; set "allow" to "anyone", "user" or { role }.';
const REQUEST_ALLOW = 'does not say who is allowed; set "allow" to "anyone", "user", "member" or { role }.';

describe('a room is refused', () => {
  it.each(['Post', 'post_x', 'post:x', '-post', '1post', '', 'a'.repeat(65), '__proto__'])(
    'with the name %j',
    (name) => {
      expect(refusalOf({ rooms: Object.fromEntries([[name, post]]) })).toEqual(
        wrong(`room "${name}" use kebab-case for its name.`),
      );
    },
  );

  it('without params', () => {
    expect(refusalOf({ rooms: { post: { params: {}, allow: 'user' } } })).toEqual(
      wrong('room "post" needs at least one param.'),
    );
  });

  it.each(['room', 'users', 'joined', 'left', 'anonymous', 'count', 'complete', 'version'])(
    'with presence and the param %j',
    (word) => {
      const named = Object.fromEntries([[word, params.postId]]);
      expect(refusalOf({ rooms: { post: { params: named, allow: 'user', presence: true } } })).toEqual(
        wrong(`room "post" has presence, whose messages need "${word}" for themselves.`),
      );
      expect(refusalOf({ rooms: { post: { params: named, allow: 'user' } } })).toBeNull();
    },
  );

  it.each([
    undefined,
    '',
    'users',
    'member',
    null,
    {},
    { role: '' },
    { role: [] },
    { role: [1] },
    { role: ['a', ''] },
    true,
  ])('with the rule %j', (allow) => {
    const room = { params, allow } as RoomDefinition;
    expect(refusalOf({ rooms: { post: room } })).toEqual(wrong(`room "post" ${ROOM_ALLOW}`));
  });
});

describe('a request is refused', () => {
  it.each(['', 'a b', 'ä', '-like', 'like-', 'a'.repeat(65), '__proto__', 'like\n'])(
    'with the name %j',
    (name) => {
      expect(refusalOf({ requests: Object.fromEntries([[name, { allow: 'user' }]]) })).toEqual(
        wrong(`request "${name}" has a name that is not letters, digits, - : . _.`),
      );
    },
  );

  it.each(['connect', 'disconnect', 'session', 'refresh-session', 'error', 'join-post', 'left-x'])(
    'with the name %j of the wire',
    (name) => {
      expect(refusalOf({ requests: { [name]: { allow: 'user' } } })).toEqual(
        wrong(`request "${name}" has a name that the wire reserves.`),
      );
    },
  );

  it.each([undefined, 'members', { role: '' }])('with the rule %j', (allow) => {
    const request = { allow } as RequestDefinition;
    expect(refusalOf({ requests: { like: request } })).toEqual(wrong(`request "like" ${REQUEST_ALLOW}`));
  });

  it.each(['wall', 'toString'])('about the room %j that is not there', (room) => {
    expect(refusalOf({ requests: { like: { room, allow: 'user' } } })).toEqual(
      wrong(`request "like" names the room "${room}", which the contract does not have.`),
    );
  });

  it('for members of no room', () => {
    expect(refusalOf({ requests: { typing: { allow: 'member' } } })).toEqual(
      wrong('request "typing" is for members of no room.'),
    );
  });
});

describe('an event is refused', () => {
  it('with a name of the wire', () => {
    expect(refusalOf({ events: { session: { room: 'post', data } } })).toEqual(
      wrong('event "session" has a name that the wire reserves.'),
    );
  });

  it('with a name that is none', () => {
    expect(refusalOf({ events: { 'a b': { room: 'post', data } } })).toEqual(
      wrong('event "a b" has a name that is not letters, digits, - : . _.'),
    );
  });

  it('heard by no room, or by one that is not there', () => {
    expect(refusalOf({ events: { said: { room: [], data } } })).toEqual(
      wrong('event "said" is heard by no room.'),
    );
    expect(refusalOf({ events: { said: { room: ['post', 'wall'], data } } })).toEqual(
      wrong('event "said" names the room "wall", which the contract does not have.'),
    );
  });

  it('heard by rooms whose params differ: one of them could not be addressed', () => {
    const rooms = { post, user: { params: { userId: z.string() }, allow: 'user' } } as const;
    expect(refusalOf({ rooms, events: { said: { room: ['post', 'user'], data } } })).toEqual(
      wrong('event "said" is heard by rooms with different params.'),
    );
  });
});

describe('a limit', () => {
  const limit = { burst: 4, perSecond: 0.5 };

  it('is accepted for a room, a request, a connection and a user', () => {
    const contract = defineContract({
      rooms: { post: { params, allow: 'user', limit } },
      requests: { like: { room: 'post', allow: 'user', limit } },
      events: {},
      limits: { connection: limit, user: null },
    });
    expect(contract.limits).toEqual({ connection: limit, user: null });
    expect(contract.requests.like.limit).toEqual(limit);
  });

  it.each([
    [{ burst: 0, perSecond: 1 }, 'has a limit whose "burst" is no whole number.'],
    [{ burst: 1.5, perSecond: 1 }, 'has a limit whose "burst" is no whole number.'],
    [{ burst: Infinity, perSecond: 1 }, 'has a limit whose "burst" is no whole number.'],
    [{ burst: '4', perSecond: 1 }, 'has a limit whose "burst" is no whole number.'],
    [{ perSecond: 1 }, 'has a limit whose "burst" is no whole number.'],
    [5, 'has a limit whose "burst" is no whole number.'],
    [{ burst: 1, perSecond: 0 }, 'has a limit whose "perSecond" is no positive number.'],
    [{ burst: 1, perSecond: -1 }, 'has a limit whose "perSecond" is no positive number.'],
    [{ burst: 1, perSecond: Infinity }, 'has a limit whose "perSecond" is no positive number.'],
    [{ burst: 1 }, 'has a limit whose "perSecond" is no positive number.'],
  ])('of %j is refused, wherever it is', (wrongLimit, message) => {
    const limited = wrongLimit as unknown as RateLimit;
    const at = (entry: string): TypeError => wrong(`${entry} ${message}`);
    expect(refusalOf({ rooms: { post: { ...post, limit: limited } } })).toEqual(at('room "post"'));
    expect(refusalOf({ requests: { like: { allow: 'user', limit: limited } } })).toEqual(
      at('request "like"'),
    );
    expect(refusalOf({ limits: { connection: limited } })).toEqual(at('"limits.connection"'));
    expect(refusalOf({ limits: { user: limited } })).toEqual(at('"limits.user"'));
  });
});
