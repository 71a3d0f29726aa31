import express from 'express';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '../contract/index.ts';
import { attachAuthentication, attachRoomkey } from './index.ts';
import type { BaseUser, HttpIdentity, RoomkeyOptions, Subject, Verifier } from './index.ts';

const params = { postId: z.string() };
const likes = z.object({ likeCount: z.int() });

const contract = defineContract({
  rooms: {
    post: { params, allow: 'user' },
    watch: { params, allow: 'anyone' },
  },
  requests: {
    typing: { room: 'post', input: z.object({ isTyping: z.boolean() }), allow: 'member' },
    glance: { room: 'watch', allow: 'member' },
    like: { room: 'post', output: likes, allow: 'user' },
    view: { room: 'watch', allow: 'anyone' },
    pin: { room: 'watch', allow: { role: 'admin' } },
    ping: { allow: 'anyone' },
  },
  events: {
    'user-typing': { room: 'post', data: z.object({ userName: z.string() }) },
    'like-update': { room: ['post', 'watch'], data: likes },
  },
});

interface User extends BaseUser {
  readonly email: string;
}

declare const io: Server;
declare const verify: Verifier;
declare const user: User;
const nothing = (): void => undefined;
const loadUser = ({ userId }: Subject): User | null => (userId === user.id ? user : null);
const rooms = { post: () => true, watch: () => true };
const requests = {
  typing: nothing,
  glance: nothing,
  like: () => ({ likeCount: 1 }),
  view: nothing,
  pin: nothing,
  ping: nothing,
};
const options = { contract, verify, loadUser, rooms, requests };

describe('the user', () => {
  it('is null only where anyone is allowed', () => {
    attachRoomkey(io, {
      ...options,
      rooms: {
        post: (context) => {
          expectTypeOf(context.user).toEqualTypeOf<User>();
          return true;
        },
        watch: (context) => {
          expectTypeOf(context.user).toEqualTypeOf<User | null>();
          return true;
        },
      },
      requests: {
        // A member is whoever the room lets in.
        typing: (context) => void expectTypeOf(context.user).toEqualTypeOf<User>(),
        glance: (context) => void expectTypeOf(context.user).toEqualTypeOf<User | null>(),
        like: (context) => {
          expectTypeOf(context.user).toEqualTypeOf<User>();
          return { likeCount: 1 };
        },
        view: (context) => void expectTypeOf(context.user).toEqualTypeOf<User | null>(),
        // The rule of the request holds besides that of the room: a role is somebody's.
        pin: (context) => void expectTypeOf(context.user).toEqualTypeOf<User>(),
        ping: (context) => void expectTypeOf(context.user).toEqualTypeOf<User | null>(),
      },
    });
  });
});

describe('a context', () => {
  it('has the input, params and senders of its request', () => {
    attachRoomkey(io, {
      ...options,
      requests: {
        ...requests,
        typing: ({ input, params: given, subject, socket, room, to, join }) => {
          expectTypeOf(input).toEqualTypeOf<{ isTyping: boolean }>();
          expectTypeOf(given).toEqualTypeOf<{ readonly postId: string }>();
          expectTypeOf(subject).toEqualTypeOf<Subject | null>();
          expectTypeOf(socket).toEqualTypeOf<Socket>();
          expectTypeOf(join('watch', given)).toEqualTypeOf<Promise<void>>();
          room.emit('user-typing', { userName: 'ada' });
          room.others.emit('like-update', { likeCount: 1 });
          room.self.emit('like-update', { likeCount: 1 });
          to('watch', { postId: 'p1' }).emit('like-update', { likeCount: 1 });
        },
        ping: ({ input, room, to }) => {
          expectTypeOf(input).toBeUndefined();
          // @ts-expect-error a request of no room has no room to send to
          room.emit('like-update', { likeCount: 1 });
          // @ts-expect-error the room is misspelt
          to('posts', { postId: 'p1' });
          // @ts-expect-error a param is missing
          to('post', {});
        },
      },
    });
  });

  it('refuses what the contract does not say', () => {
    attachRoomkey(io, {
      ...options,
      requests: {
        ...requests,
        typing: ({ room, join }) => {
          // @ts-expect-error the event is misspelt
          room.emit('user-typin', { userName: 'ada' });
          // @ts-expect-error the data is another event's
          room.emit('user-typing', { likeCount: 1 });
          // @ts-expect-error a room that does not exist
          void join('wall', { postId: 'p1' });
        },
        view: ({ room, user: viewer }) => {
          // @ts-expect-error an event that this room does not hear
          room.emit('user-typing', { userName: 'ada' });
          // @ts-expect-error a viewer may be anonymous
          expectTypeOf(viewer.name).toBeString();
        },
      },
    });
  });
});

describe('the options', () => {
  it('are incomplete without a policy or a handler', () => {
    // Deny by default begins here: what has no policy must not start.
    // @ts-expect-error no policy for `watch`
    attachRoomkey(io, { ...options, rooms: { post: () => true } });
    // @ts-expect-error no handler for the other requests
    attachRoomkey(io, { ...options, requests: { typing: nothing } });
  });

  it('refuse a wrong result', () => {
    // @ts-expect-error a text is not what `output` says
    attachRoomkey(io, { ...options, requests: { ...requests, like: () => ({ likeCount: 'many' }) } });
    // @ts-expect-error a result is missing
    attachRoomkey(io, { ...options, requests: { ...requests, like: nothing } });
    // Only `true` allows, so a policy that answers with anything else would deny everybody.
    // @ts-expect-error no answer
    attachRoomkey(io, { ...options, rooms: { ...rooms, post: nothing } });
    const answerRow = ({ user: reader }: { user: User }): User => reader;
    // @ts-expect-error a user is no answer
    attachRoomkey(io, { ...options, rooms: { ...rooms, post: answerRow } });
  });

  it('refuse a loader that returns less than a user', () => {
    // @ts-expect-error the role is missing
    attachRoomkey(io, { ...options, loadUser: () => ({ id: 'ada', name: 'Ada' }) });
  });

  it('are not any', () => {
    type Options = RoomkeyOptions<typeof contract, User>;
    expectTypeOf<Options['rooms']['post']>().not.toBeAny();
    expectTypeOf<Parameters<Options['requests']['like']>[0]>().not.toBeAny();
    expectTypeOf<Parameters<Options['requests']['like']>[0]['input']>().not.toBeAny();
  });
});

interface Heard {
  hello: (name: string) => void;
}
interface Said {
  welcome: (to: string) => void;
}
interface Data {
  visits: number;
}

describe('a server', () => {
  // Somebody's own event maps are the reason to begin with authentication alone.
  it('is accepted with event maps of its own', () => {
    const typed = new Server<Heard, Said, Record<never, never>, Data>();
    attachAuthentication(typed, { verify, loadUser });
    attachRoomkey(typed, options);
    attachRoomkey(new Server(), options);
  });
});

describe('what is returned', () => {
  it('knows the user of the loader', () => {
    const roomkey = attachRoomkey(io, options);
    expectTypeOf(roomkey.identityOf({ headers: {} })).toEqualTypeOf<HttpIdentity<User> | null>();
    const authentication = attachAuthentication(io, { verify, loadUser });
    expectTypeOf(authentication.identityOf({ headers: {} })).toEqualTypeOf<HttpIdentity<User> | null>();
    roomkey.to('post', { postId: 'p1' }).emit('like-update', { likeCount: 1 });
    // @ts-expect-error the event is misspelt
    roomkey.to('post', { postId: 'p1' }).emit('like-updated', { likeCount: 1 });
  });

  it('revokes a session or a user, never both', () => {
    const roomkey = attachRoomkey(io, options);
    void roomkey.revoke({ sessionId: 's' });
    void roomkey.revoke({ userId: 'ada', issuedBefore: 1 });
    // @ts-expect-error both: which one would be meant?
    void roomkey.revoke({ sessionId: 's', userId: 'ada' });
    // @ts-expect-error nobody
    void roomkey.revoke({});
  });

  it('protects routes of Express without a cast', () => {
    const app = express();
    const roomkey = attachRoomkey(io, options);
    app.use('/api', roomkey.protect({ allow: { role: 'admin' } }));
    app.get('/me', roomkey.protect(), (request, response) => {
      response.json(roomkey.identityOf(request)?.user.email);
    });
    // @ts-expect-error membership is of a room; a route has none
    roomkey.protect({ allow: 'member' });
  });
});
