import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { ask, heard } from './support/sockets.ts';
import { startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

describe.each(databases)('hidden posts on $name', (kind) => {
  let board: TestBoard;
  let root: Person;
  let ann: Person;
  let bob: Person;
  let postId: string;

  beforeAll(async () => {
    board = await startBoard(kind, { ADMIN_EMAILS: 'root-1@example.com' });
    root = await board.signUp('Root');
    ann = await board.signUp('Ann');
    bob = await board.signUp('Bob');
  });
  beforeEach(async () => {
    postId = await board.post(ann);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const setVisibility = (visibility: string, as: Person = ann) =>
    board.expectJson(200, `PATCH /api/posts/${postId}`, { as, body: { visibility } });

  const block = async (person: Person, as: Person = ann): Promise<number> =>
    (await board.send('PUT', `/api/posts/${postId}/blocks/${person.id}`, { as })).status;

  const unblock = async (person: Person, as: Person = ann): Promise<number> =>
    (await board.send('DELETE', `/api/posts/${postId}/blocks/${person.id}`, { as })).status;

  const inRooms = async (person?: Person): Promise<Socket> => {
    const socket = board.connect(person);
    expect(await ask(socket, 'join-watch', { postId })).toMatchObject({ ok: true });
    if (person !== undefined) expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
    return socket;
  };

  /** What every way to a post answers. */
  const everyAnswer = async (id: string, as: Person | undefined): Promise<Json> => {
    const over = async (request: `${string} ${string}`, body?: object): Promise<Json> => {
      const [method = '', path = ''] = request.split(' ');
      const response = await board.send(method, path, { as, body });
      return [request.replace(id, 'id'), response.status, await response.json()];
    };
    const socket = board.connect(as);
    const asked = ['join-post', 'join-watch', 'like-post', 'unlike-post', 'view-post', 'comment-post'];
    const comment = { body: 'Hello', opId: randomUUID() };
    const answers = await Promise.all([
      over(`GET /api/posts/${id}`),
      over(`GET /api/posts/${id}/comments`),
      ...(as === undefined
        ? []
        : [
            over(`POST /api/posts/${id}/comments`, comment),
            over(`PATCH /api/posts/${id}`, { visibility: 'public' }),
            over(`DELETE /api/posts/${id}`),
            over(`GET /api/posts/${id}/blocks`),
            over(`PUT /api/posts/${id}/blocks/${root.id}`),
            over(`DELETE /api/posts/${id}/blocks/${root.id}`),
          ]),
      ...asked.map(async (name): Promise<Json> => [
        name,
        await ask(socket, name, { postId: id, ...(name === 'comment-post' ? comment : {}) }),
      ]),
    ]);
    socket.disconnect();
    return answers;
  };

  const listed = async (as?: Person): Promise<boolean> => {
    const { posts }: Json = await board.expectJson(200, 'GET /api/posts?limit=50', { as });
    return posts.some(({ id }: Json) => id === postId);
  };

  const hidden: readonly (readonly [string, () => Promise<unknown>, () => Person | undefined])[] = [
    ['are private look to an anonymous visitor', () => setVisibility('private'), () => undefined],
    ['are private look to another user', () => setVisibility('private'), () => bob],
    ['block somebody look to them', () => block(bob), () => bob],
  ];

  it.each(hidden)('that %s as if they were not there', async (_how, hide, asker) => {
    await hide();
    const answers = await everyAnswer(postId, asker());
    expect(answers).toEqual(await everyAnswer(randomUUID(), asker()));
    expect(JSON.stringify(answers)).not.toMatch(/forbidden/);
    expect(await listed(asker())).toBe(false);
    const { post } = await board.expectJson(200, `GET /api/posts/${postId}`, { as: ann });
    expect(post).toMatchObject({ likeCount: 0, commentCount: 0 });
  });

  it('are there for their author and for admins', async () => {
    const { post } = await setVisibility('private');
    expect(post).toMatchObject({ id: postId, visibility: 'private' });
    for (const person of [ann, root]) {
      const read = await board.expectJson(200, `GET /api/posts/${postId}`, { as: person });
      expect(read.post.visibility).toBe('private');
      expect(await listed(person)).toBe(true);
      expect(await ask(await inRooms(person), 'like-post', { postId })).toMatchObject({ ok: true });
    }
  });

  it('that become public are there for everybody again', async () => {
    await setVisibility('private');
    await setVisibility('public', root);
    await inRooms(bob);
    await inRooms();
    expect(await listed()).toBe(true);
  });

  it('let go of everybody who may not read them any more, at once', async () => {
    const [author, reader, visitor] = [await inRooms(ann), await inRooms(bob), await inRooms()];
    const left = Promise.all([
      heard(reader, 'left-post', 1_000),
      heard(reader, 'left-watch', 1_000),
      heard(visitor, 'left-watch', 1_000),
    ]);
    await setVisibility('private');
    const message = { postId, reason: 'forbidden' };
    expect(await left).toEqual([message, message, message]);

    const overheard: string[] = [];
    for (const socket of [reader, visitor])
      socket.onAny((event: string) => event !== 'session' && overheard.push(event));
    const update = heard(author, 'like-update');
    expect(await ask(author, 'like-post', { postId })).toMatchObject({ ok: true });
    await update;
    // What was sent before it on the same connection has arrived when this is answered.
    for (const socket of [reader, visitor])
      expect((await ask(socket, 'join-watch', { postId })).error.code).toBe('not_found');
    expect(overheard).toEqual([]);
  });

  it('let go of whoever is blocked, in every tab, and of nobody else', async () => {
    const carol = await board.signUp('Carol');
    const tabs = [await inRooms(bob), await inRooms(bob)];
    const others = [await inRooms(carol), await inRooms(ann), await inRooms()];
    const strays: Json[] = [];
    for (const socket of others) socket.onAny((event: string) => strays.push(event));
    const left = Promise.all(
      tabs.flatMap((tab) => [heard(tab, 'left-post', 1_000), heard(tab, 'left-watch', 1_000)]),
    );
    expect(await block(bob)).toBe(204);
    expect(await left).toEqual(Array.from({ length: 4 }, () => ({ postId, reason: 'forbidden' })));
    for (const socket of others)
      expect(await ask(socket, 'view-post', { postId })).toMatchObject({ ok: true });
    const expected = ['view-update', 'presence-state', 'presence-diff'];
    expect(strays.filter((event) => !expected.includes(event))).toEqual([]);

    expect(await unblock(bob)).toBe(204);
    await inRooms(bob);
  });

  it('list whom they block, without anything about them that is not public', async () => {
    expect(await block(bob)).toBe(204);
    expect(await block(bob)).toBe(204);
    for (const person of [ann, root]) {
      const { blocks } = await board.expectJson(200, `GET /api/posts/${postId}/blocks`, { as: person });
      expect(blocks).toEqual([
        { user: { id: bob.id, name: 'Bob', avatar: null }, createdAt: expect.stringMatching(/Z$/) },
      ]);
    }
    expect(await unblock(bob)).toBe(204);
    expect(await unblock(bob)).toBe(204);
    expect(await board.expectJson(200, `GET /api/posts/${postId}/blocks`, { as: ann })).toEqual({
      blocks: [],
    });
  });

  it('are managed by their author and admins alone', async () => {
    const path = `/api/posts/${postId}`;
    const requests = [
      ['PATCH', path],
      ['GET', `${path}/blocks`],
      ['PUT', `${path}/blocks/${root.id}`],
      ['DELETE', `${path}/blocks/${root.id}`],
    ] as const;
    for (const [method, target] of requests) {
      const body = method === 'PATCH' ? { visibility: 'private' } : undefined;
      const { error } = await board.expectJson(403, `${method} ${target}`, { as: bob, body });
      expect(error.code).toBe('forbidden');
      expect((await board.send(method, target, { body })).status).toBe(401);
    }
    expect(await block(bob, root)).toBe(204);
  });

  it('cannot block their author or an admin, nor somebody who does not exist', async () => {
    expect([await block(ann), await block(root), await block(ann, root)]).toEqual([409, 409, 409]);
    for (const id of [randomUUID(), 'x'.repeat(65), '%00']) {
      const path = `/api/posts/${postId}/blocks/${id}` as const;
      expect((await board.expectJson(404, `PUT ${path}`, { as: ann })).error.message).toBe('No such user');
    }
  });

  it.each([[{}], [{ visibility: 'secret' }], [{ visibility: 'public', title: 'x' }], [[]]])(
    'refuse the change %j',
    async (body) => {
      const { error } = await board.expectJson(400, `PATCH /api/posts/${postId}`, { as: ann, body });
      expect(error.code).toBe('invalid_payload');
    },
  );

  it('that are deleted let everybody go as from a post that is not there', async () => {
    const reader = await inRooms(bob);
    const left = Promise.all([heard(reader, 'left-post', 1_000), heard(reader, 'left-watch', 1_000)]);
    expect((await board.send('DELETE', `/api/posts/${postId}`, { as: ann })).status).toBe(204);
    const message = { postId, reason: 'not_found' };
    expect(await left).toEqual([message, message]);
  });

  it('are one room in whichever spelling of their id', async () => {
    const socket = board.connect(bob);
    const joined = heard(socket, 'joined-post');
    await ask(socket, 'join-post', { postId: postId.toUpperCase() });
    expect(await joined).toEqual({ postId });
    const left = heard(socket, 'left-post', 1_000);
    await block(bob);
    expect(await left).toEqual({ postId, reason: 'forbidden' });
  });
});
