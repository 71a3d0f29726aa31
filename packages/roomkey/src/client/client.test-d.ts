import { describe, expectTypeOf, it } from 'vitest';
import type { createHooks } from '../react/index.ts';
import type { Client, PresentUser } from './index.ts';
import type { testContract } from './wire-server.test-util.ts';

declare const client: Client<typeof testContract>;
declare const hooks: ReturnType<typeof createHooks<typeof testContract>>;

describe('the client of a contract', () => {
  it('knows what each request takes and answers', () => {
    expectTypeOf(client.request('like', { postId: 'p1' })).resolves.toEqualTypeOf<{ likes: number }>();
    expectTypeOf(client.request('echo', { text: 'hi' })).resolves.toEqualTypeOf<string>();
    // @ts-expect-error a name that the contract does not have
    void client.request('lik', { postId: 'p1' });
    // @ts-expect-error the params of the room are missing
    void client.request('like', {});
  });

  it('knows the rooms, and the events that each of them hears', () => {
    const post = client.room('post', { postId: 'p1' });
    post.on('typing', (data) =>
      expectTypeOf(data).toEqualTypeOf<{ readonly postId: string; name: string }>(),
    );
    // @ts-expect-error heard by the room post only
    client.room('watch', { postId: 'p1' }).on('typing', () => {});
    // @ts-expect-error a room has params
    client.room('post', {});
  });
});

describe('the hooks of a contract', () => {
  it('know the same', () => {
    const room = hooks.useRoom('watch', null);
    expectTypeOf(room.status).toEqualTypeOf<'idle' | 'joining' | 'joined' | 'denied'>();
    hooks.useRoomEvent(room, 'liked', ({ likes }) => expectTypeOf(likes).toBeNumber());
    // @ts-expect-error heard by the room post only
    hooks.useRoomEvent(room, 'typing', () => {});
    // @ts-expect-error a name that the contract does not have
    hooks.useRoom('posts', null);
  });

  it('know who is in the rooms whose members may know it', () => {
    const { users, status } = hooks.usePresence(hooks.useRoom('post', { postId: 'p1' }));
    expectTypeOf(users).toEqualTypeOf<readonly PresentUser[]>();
    expectTypeOf(status).toEqualTypeOf<'loading' | 'ready'>();
    // @ts-expect-error a room without presence
    hooks.usePresence(hooks.useRoom('watch', { postId: 'p1' }));
  });

  it('hand what an optimistic change returned to its rollback', () => {
    hooks.useRequest('like', {
      optimistic: ({ postId }) => ({ postId, before: 3 }),
      rollback: (undo, error) => {
        expectTypeOf(undo).toEqualTypeOf<{ postId: string; before: number }>();
        expectTypeOf(error.code).toExtend<string>();
      },
    });
  });
});
