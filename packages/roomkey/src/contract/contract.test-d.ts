import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from './index.ts';
import type {
  AnyContract,
  EventData,
  EventInput,
  EventName,
  EventRoom,
  RequestInput,
  RequestName,
  RequestOutput,
  RequestPayload,
  RequestResult,
  RequestRoom,
  RoomEventName,
  RoomName,
  RoomParams,
} from './index.ts';

const postId = z.string();
// Input and output differ, so that a helper that takes the wrong end of a schema is found.
const page = z.coerce.number<string>();

const contract = defineContract({
  rooms: {
    post: { params: { postId }, allow: 'user' },
    watch: { params: { postId }, allow: 'anyone' },
    page: { params: { board: z.enum(['news', 'talk']), page }, allow: { role: ['admin', 'editor'] } },
  },
  requests: {
    typing: { room: 'post', input: z.object({ isTyping: z.boolean() }), allow: 'member', denied: 'silent' },
    turn: { room: 'page', input: z.object({ by: page }), output: z.object({ to: page }), allow: 'user' },
    ping: { allow: 'anyone' },
  },
  events: {
    'user-typing': { room: 'post', data: z.object({ userName: z.string() }), delivery: 'volatile' },
    'like-update': { room: ['post', 'watch'], data: z.object({ likes: page }) },
    turned: { room: 'page', data: z.object({ by: z.string().optional() }) },
  },
});
type C = typeof contract;

describe('names', () => {
  it('are literal, so that a typo is an error', () => {
    expectTypeOf<RoomName<C>>().toEqualTypeOf<'post' | 'watch' | 'page'>();
    expectTypeOf<RequestName<C>>().toEqualTypeOf<'typing' | 'turn' | 'ping'>();
    expectTypeOf<EventName<C>>().toEqualTypeOf<'user-typing' | 'like-update' | 'turned'>();
  });

  it('of rooms are known for each request and event, and of events for each room', () => {
    expectTypeOf<RequestRoom<C, 'typing'>>().toEqualTypeOf<'post'>();
    expectTypeOf<RequestRoom<C, 'ping'>>().toEqualTypeOf<never>();
    expectTypeOf<EventRoom<C, 'like-update'>>().toEqualTypeOf<'post' | 'watch'>();
    expectTypeOf<RoomEventName<C, 'post'>>().toEqualTypeOf<'user-typing' | 'like-update'>();
    expectTypeOf<RoomEventName<C, 'watch'>>().toEqualTypeOf<'like-update'>();
    expectTypeOf<RoomEventName<C, 'page'>>().toEqualTypeOf<'turned'>();
  });
});

describe('params', () => {
  it('are what the schemas return, as on the server', () => {
    expectTypeOf<RoomParams<C, 'post'>>().toEqualTypeOf<{ readonly postId: string }>();
    expectTypeOf<RoomParams<C, 'page'>>().toEqualTypeOf<{
      readonly board: 'news' | 'talk';
      readonly page: number;
    }>();
  });
});

describe('requests', () => {
  it('are sent as the params of the room and the input before its schema, in one object', () => {
    expectTypeOf<RequestPayload<C, 'typing'>>().toEqualTypeOf<{
      readonly postId: string;
      isTyping: boolean;
    }>();
    expectTypeOf<RequestPayload<C, 'turn'>>().toEqualTypeOf<{
      readonly board: 'news' | 'talk';
      readonly page: number;
      by: string;
    }>();
  });

  it('are read as the input after its schema, without the params', () => {
    expectTypeOf<RequestInput<C, 'turn'>>().toEqualTypeOf<{ by: number }>();
    expectTypeOf<RequestInput<C, 'ping'>>().toEqualTypeOf<undefined>();
  });

  it('are answered with what goes into the output schema, and heard as what comes out', () => {
    expectTypeOf<RequestResult<C, 'turn'>>().toEqualTypeOf<{ to: string }>();
    expectTypeOf<RequestOutput<C, 'turn'>>().toEqualTypeOf<{ to: number }>();
    expectTypeOf<RequestResult<C, 'typing'>>().toEqualTypeOf<void>();
    expectTypeOf<RequestOutput<C, 'typing'>>().toEqualTypeOf<undefined>();
  });
});

describe('events', () => {
  it('are sent without the params of the room and heard with them', () => {
    expectTypeOf<EventInput<C, 'like-update'>>().toEqualTypeOf<{ likes: string }>();
    expectTypeOf<EventData<C, 'like-update'>>().toEqualTypeOf<{ readonly postId: string; likes: number }>();
    expectTypeOf<EventData<C, 'user-typing'>>().toEqualTypeOf<{
      readonly postId: string;
      userName: string;
    }>();
  });
});

describe('nothing is silently any', () => {
  // An `any` in a helper would switch off checking for everybody who asserts nothing.
  it('in a contract of zod schemas', () => {
    expectTypeOf<RoomParams<C, 'page'>['page']>().not.toBeAny();
    expectTypeOf<RequestPayload<C, 'turn'>['by']>().not.toBeAny();
    expectTypeOf<RequestInput<C, 'turn'>>().not.toBeAny();
    expectTypeOf<RequestOutput<C, 'turn'>>().not.toBeAny();
    expectTypeOf<EventInput<C, 'turned'>>().not.toBeAny();
    expectTypeOf<EventData<C, 'turned'>>().not.toBeAny();
  });

  it('in a contract of which nothing is known', () => {
    expectTypeOf<RequestInput<AnyContract, string>>().not.toBeAny();
    expectTypeOf<RequestOutput<AnyContract, string>>().not.toBeAny();
    expectTypeOf<EventInput<AnyContract, string>>().toBeUnknown();
  });

  it('with a schema that carries no types, as hand-written ones may', () => {
    const untyped = {
      '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
    };
    const loose = defineContract({
      rooms: {},
      requests: { echo: { input: untyped, output: untyped, allow: 'anyone' } },
      events: {},
    });
    expectTypeOf<RequestInput<typeof loose, 'echo'>>().toBeUnknown();
    expectTypeOf<RequestOutput<typeof loose, 'echo'>>().toBeUnknown();
  });
});

describe('a wrong contract', () => {
  const rooms = { post: { params: { postId }, allow: 'user' } } as const;
  const data = z.object({ text: z.string() });

  it('forgets who is allowed', () => {
    // The rule is the safety of the whole: a room or request that forgets it would be open by accident.
    // @ts-expect-error a room without `allow`
    defineContract({ rooms: { post: { params: { postId } } }, requests: {}, events: {} });
    // @ts-expect-error a request without `allow`
    defineContract({ rooms, requests: { ping: {} }, events: {} });
  });

  it('uses a word that is no rule', () => {
    // @ts-expect-error a misspelt rule
    defineContract({ rooms, requests: { ping: { allow: 'users' } }, events: {} });
    // `member` is settled by a room, so a room cannot have it and a request without one cannot either.
    // @ts-expect-error a room for members
    defineContract({ rooms: { post: { params: { postId }, allow: 'member' } }, requests: {}, events: {} });
    // @ts-expect-error a request for members of no room
    defineContract({ rooms, requests: { typing: { allow: 'member' } }, events: {} });
  });

  it('names a room that is not there', () => {
    // @ts-expect-error in a request
    defineContract({ rooms, requests: { typing: { room: 'posts', allow: 'user' } }, events: {} });
    // @ts-expect-error in an event
    defineContract({ rooms, requests: {}, events: { said: { room: 'posts', data } } });
    // A wrong name must not be lost among right ones.
    // @ts-expect-error in a list of rooms
    defineContract({ rooms, requests: {}, events: { said: { room: ['post', 'watch'], data } } });
  });

  it('has params that cannot be part of a room name', () => {
    // @ts-expect-error an object
    defineContract({ rooms: { post: { params: { ref: data }, allow: 'user' } }, requests: {}, events: {} });
  });

  it('has a limit that is half a rate', () => {
    const limit = { burst: 1 } as const;
    // @ts-expect-error a burst that never comes back
    defineContract({ rooms, requests: { ping: { allow: 'user', limit } }, events: {} });
  });

  it('words a code that does not exist', () => {
    // @ts-expect-error a misspelt code
    defineContract({ rooms, requests: { ping: { allow: 'user', messages: { denied: 'No' } } }, events: {} });
  });
});
