import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import { PASSWORD } from './support/people.ts';
import type { Person, RestRequest } from './support/people.ts';
import { ask } from './support/sockets.ts';
import type { Answer } from './support/sockets.ts';

const board = useBoard();

const comment = (): object => ({ body: 'Not mine', opId: crypto.randomUUID() });

const postOf = async (postId: string): Promise<Answer> =>
  (await board().send(`GET /api/posts/${postId}`)).json().post;

const commentsOf = async (postId: string): Promise<Answer[]> =>
  (await board().send(`GET /api/posts/${postId}/comments`)).json().comments;

const untouched = { likeCount: 0, viewCount: 0, commentCount: 0, visibility: 'public', title: 'A title' };

describe('nobody', () => {
  it.each([
    ['like-post', {}],
    ['unlike-post', {}],
    ['comment-post', comment()],
    ['typing', { isTyping: true }],
    ['join-post', {}],
  ])('may %s', async (name, payload) => {
    const postId = await board().post(await board().person('Owner'));
    const socket = await board().connect();
    const answer = await ask(socket, name, { postId, ...payload });
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    expect(await postOf(postId)).toMatchObject(untouched);
  });

  it.each([
    ['POST', '/api/posts', { title: 'Not mine', body: 'x' }],
    ['PATCH', '/api/posts/:id', { visibility: 'private' }],
    ['DELETE', '/api/posts/:id', undefined],
    ['POST', '/api/posts/:id/comments', comment()],
    ['GET', '/api/posts/:id/blocks', undefined],
    ['PUT', '/api/posts/:id/blocks/x', undefined],
    ['DELETE', '/api/posts/:id/blocks/x', undefined],
    ['GET', '/api/devices', undefined],
    ['DELETE', '/api/devices', undefined],
    ['DELETE', '/api/devices/x', undefined],
  ])('may %s %s, with a cookie or without', async (method, path, body) => {
    const owner = await board().person('Owner');
    const postId = await board().post(owner);
    const request = `${method} ${path.replace(':id', postId)}` as const;
    for (const headers of [{}, { cookie: owner.cookie }]) {
      const { status, json } = await board().send(request, { body, headers });
      expect([status, json().error.code]).toEqual([401, 'unauthenticated']);
    }
    expect(await postOf(postId)).toMatchObject(untouched);
    expect(await commentsOf(postId)).toEqual([]);
  });
});

describe('who wrote something, and how often it counts, is not for the writer to say:', () => {
  const claims = (bob: Person): Record<string, unknown> => ({
    userId: bob.id,
    authorId: bob.id,
    author: { id: bob.id, name: bob.name, avatar: null },
    user: { id: bob.id, role: 'admin' },
    createdAt: '2000-01-01T00:00:00.000Z',
    id: crypto.randomUUID(),
    count: 999,
    likeCount: 999,
    viewCount: 999,
  });
  const names = Object.keys(claims({} as Person));

  it.each(['like-post', 'unlike-post', 'comment-post', 'view-post', 'join-post', 'typing'])(
    '%s takes no key that nobody declared',
    async (name) => {
      const [alice, bob] = await Promise.all([board().person('Alice'), board().person('Bob')]);
      const postId = await board().post(alice);
      const own = name === 'comment-post' ? comment() : name === 'typing' ? { isTyping: true } : {};
      for (const key of names) {
        const socket = await board().connect(alice);
        const answer = await ask(socket, name, { postId, ...own, [key]: claims(bob)[key] });
        expect([key, answer]).toMatchObject([key, { error: { code: 'invalid_payload' } }]);
        socket.disconnect();
      }
      expect(await postOf(postId)).toMatchObject(untouched);
    },
  );

  it.each<[string, (postId: string) => `${string} ${string}`, object]>([
    ['a post', () => 'POST /api/posts', { title: 'Mine', body: 'x' }],
    ['a comment', (postId) => `POST /api/posts/${postId}/comments`, comment()],
    ['a change', (postId) => `PATCH /api/posts/${postId}`, { visibility: 'private' }],
  ])('nor does %s over HTTP', async (_, requestFor, body) => {
    const [alice, bob] = await Promise.all([board().person('Alice'), board().person('Bob')]);
    const postId = await board().post(alice);
    for (const key of names) {
      const answer = await board().send(requestFor(postId), {
        as: alice,
        body: { ...body, [key]: claims(bob)[key] },
      });
      expect([key, answer.status]).toEqual([key, 400]);
    }
    expect(await postOf(postId)).toMatchObject(untouched);
  });

  it('nobody signs up as an admin, nor with facts of their own', async () => {
    const account = { name: 'Mallory', email: 'own@mail.test', password: PASSWORD };
    const signUp = (claim: object) =>
      board().send('POST /api/auth/sign-up/email', { body: { ...account, ...claim } });
    expect((await signUp({ role: 'admin' })).status).toBe(400);
    const { user } = (await signUp({ id: 'root', emailVerified: true, banned: true })).json();
    expect(user).toMatchObject({ name: 'Mallory', emailVerified: false });
    expect(user.id).not.toBe('root');
  });
});

describe('what belongs to another', () => {
  const requests: [string, (postId: string, owner: Person) => [`${string} ${string}`, RestRequest]][] = [
    ['post is removed', (postId) => [`DELETE /api/posts/${postId}`, {}]],
    ['post is hidden', (postId) => [`PATCH /api/posts/${postId}`, { body: { visibility: 'private' } }]],
    ['list of blocks is read', (postId) => [`GET /api/posts/${postId}/blocks`, {}]],
    ['reader is blocked', (postId, owner) => [`PUT /api/posts/${postId}/blocks/${owner.id}`, {}]],
    ['reader is let in again', (postId, owner) => [`DELETE /api/posts/${postId}/blocks/${owner.id}`, {}]],
  ];

  it.each(requests)('stays theirs: no %s', async (_, requestFor) => {
    const [owner, mallory] = await Promise.all([board().person('Owner'), board().person('Mallory')]);
    const postId = await board().post(owner);
    const [request, options] = requestFor(postId, owner);
    const answer = await board().send(request, { ...options, as: mallory });
    expect([answer.status, answer.json().error.code]).toEqual([403, 'forbidden']);
    expect(await postOf(postId)).toMatchObject(untouched);
  });

  it('includes devices: they cannot be ended, and look as if they were not there', async () => {
    const [owner, mallory] = await Promise.all([board().person('Owner'), board().person('Mallory')]);
    const socket = await board().connect(owner);
    const { status } = await board().send(`DELETE /api/devices/${owner.sessionId}`, { as: mallory });
    expect(status).toBe(404);
    expect(await ask(socket, 'join-post', { postId: board().postId })).toMatchObject({ ok: true });
  });

  it('includes the ids of operations: using one again gives nothing of it away', async () => {
    const [alice, mallory] = await Promise.all([board().person('Alice'), board().person('Mallory')]);
    const postId = await board().post(alice);
    const secret = { postId, body: 'Written by Alice', opId: crypto.randomUUID() };
    const [ofAlice, ofMallory] = await Promise.all([board().connect(alice), board().connect(mallory)]);
    expect((await ask(ofAlice, 'comment-post', secret)).ok).toBe(true);
    const answer = await ask(ofMallory, 'comment-post', { ...secret, body: 'Written by Mallory' });
    expect(answer.data.comment).toMatchObject({ body: 'Written by Mallory', author: { id: mallory.id } });
    expect((await commentsOf(postId)).map(({ author }) => author.id)).toEqual([alice.id, mallory.id]);
  });

  it.each(['edit-comment', 'delete-comment', 'delete-post', 'edit-post', 'comment-added', 'like-update'])(
    'is not changed by the request %s, which nobody declared',
    async (name) => {
      const postId = await board().post(await board().person('Owner'));
      const socket = await board().connect(await board().person('Mallory'));
      const answer = await ask(socket, name, { postId, likeCount: 999 });
      expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_event' } });
      expect(await postOf(postId)).toMatchObject(untouched);
    },
  );
});
