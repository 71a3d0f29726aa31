import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { ask, heard } from './support/sockets.ts';
import { startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

describe.each(databases)('sockets on $name', (kind) => {
  let board: TestBoard;
  let ann: Person;
  let bob: Person;
  let postId: string;

  beforeAll(async () => {
    board = await startBoard(kind);
    ann = await board.signUp('Ann');
    bob = await board.signUp('Bob');
  });
  beforeEach(async () => {
    postId = await board.post(ann);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const joined = async (person: Person): Promise<Socket> => {
    const socket = board.connect(person);
    socket.emit('join-post', { postId });
    expect(await heard(socket, 'joined-post')).toEqual({ postId });
    return socket;
  };

  const watching = async (): Promise<Socket> => {
    const socket = board.connect();
    expect((await ask(socket, 'view-post', { postId })).ok).toBe(true);
    return socket;
  };

  it('says who is on a connection', async () => {
    expect(await heard(board.connect(ann), 'session')).toMatchObject({
      state: 'authenticated',
      user: { id: ann.id, name: 'Ann', role: 'user', avatar: null },
    });
    expect(await heard(board.connect(), 'session')).toMatchObject({
      state: 'anonymous',
      reason: 'token_missing',
    });
  });

  it('tells members and watchers of a like, and counts it once', async () => {
    const [member, watcher] = [await joined(bob), await watching()];
    const updates = Promise.all([heard(member, 'like-update'), heard(watcher, 'like-update')]);
    const answer = await ask(board.connect(ann), 'like-post', { postId });
    expect(answer).toEqual({ ok: true, data: { likeCount: 1, version: 1, likedByMe: true } });
    const update = { postId, likeCount: 1, version: 1 };
    expect(await updates).toEqual([update, update]);
    expect(await board.request(ann, 'like-post', { postId })).toEqual(answer);
  });

  it('tells the newest of many likes that come at once, in no more updates than there were changes', async () => {
    const [watcher, anns, bobs] = [await watching(), await joined(ann), await joined(bob)];
    const updates: Json[] = [];
    watcher.on('like-update', (update: Json) => updates.push(update));
    const asked = [anns, bobs].flatMap((socket) =>
      ['like-post', 'unlike-post', 'like-post', 'like-post'].map((name) => ask(socket, name, { postId })),
    );
    const answers = await Promise.all(asked);
    expect(answers.map(({ ok }) => ok)).toEqual(answers.map(() => true));
    const { post } = await board.expectJson(200, `GET /api/posts/${postId}`);
    expect(post).toMatchObject({ likeCount: 2, version: 6 });
    const byVersion = (): Json[] => updates.toSorted((a, b) => a.version - b.version);
    await expect.poll(() => byVersion().at(-1)).toEqual({ postId, likeCount: 2, version: 6 });
    expect(new Set(updates.map(({ version }) => version)).size).toBe(updates.length);
    // What several nodes tell may overtake each other, which is what the version is for.
    expect(board.nodes === 1 ? updates : byVersion()).toEqual(byVersion());
  });

  it('shows a reader their own like over REST', async () => {
    await board.request(ann, 'like-post', { postId });
    const likedByMe = async (as?: Person) =>
      (await board.expectJson(200, `GET /api/posts/${postId}`, { as })).post.likedByMe;
    expect([await likedByMe(ann), await likedByMe(bob), await likedByMe()]).toEqual([true, false, false]);
    await board.request(ann, 'unlike-post', { postId });
    expect(await likedByMe(ann)).toBe(false);
  });

  it('counts concurrent likes and unlikes of one user as one', async () => {
    const socket = board.connect(ann);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(socket, 'like-post', { postId })));
    for (const { data } of answers) expect(data).toEqual({ likeCount: 1, version: 1, likedByMe: true });
    const undone = await Promise.all(
      Array.from({ length: 10 }, () => ask(socket, 'unlike-post', { postId })),
    );
    for (const { data } of undone) expect(data).toEqual({ likeCount: 0, version: 2, likedByMe: false });
  });

  it('refuses a like of an anonymous visitor in the words that lead to a login', async () => {
    const socket = board.connect();
    const answer = await ask(socket, 'like-post', { postId });
    expect(answer.error).toMatchObject({ code: 'unauthenticated', message: 'Login to like posts' });
    socket.emit('join-post', { postId });
    expect(await heard(socket, 'error')).toEqual({
      code: 'unauthenticated',
      message: 'Authentication required to join rooms',
      event: 'join-post',
    });
  });

  it('answers not_found for a post that does not exist', async () => {
    const other = { postId: randomUUID() };
    for (const name of ['like-post', 'unlike-post', 'view-post', 'join-post']) {
      expect((await board.request(ann, name, other)).error.code).toBe('not_found');
    }
  });

  it('counts a view once for each user, and once for an anonymous address and browser', async () => {
    const watcher = await watching();
    const update = heard(watcher, 'view-update');
    const view = async (person?: Person) =>
      (await board.request(person, 'view-post', { postId })).data.viewCount;
    expect([await view(ann), await view(ann), await view(), await view(bob)]).toEqual([2, 2, 2, 3]);
    expect(await update).toEqual({ postId, viewCount: 2 });
  });

  it('tells the viewer the count also when nothing was counted', async () => {
    await board.request(ann, 'view-post', { postId });
    const socket = board.connect(ann);
    socket.emit('view-post', { postId });
    expect(await heard(socket, 'view-update')).toEqual({ postId, viewCount: 1 });
  });

  it('names who is typing from the database, to the others alone', async () => {
    const [typist, reader] = [await joined(ann), await joined(bob)];
    const echoes: Json[] = [];
    typist.on('user-typing', (message: Json) => echoes.push(message));
    const typing = heard(reader, 'user-typing');
    typist.emit('typing', { postId, isTyping: true });
    expect(await typing).toEqual({ postId, userId: ann.id, userName: 'Ann', isTyping: true });
    const forged = await ask(typist, 'typing', { postId, isTyping: true, userName: 'Root' });
    expect(forged.error.code).toBe('invalid_payload');
    expect(echoes).toEqual([]);
  });

  it('stores a comment once and tells everybody once', async () => {
    const [member, watcher] = [await joined(bob), await watching()];
    const added = Promise.all([heard(member, 'comment-added'), heard(watcher, 'comment-added')]);
    const payload = { postId, body: ' Nice ', opId: randomUUID() };
    const answer = await board.request(ann, 'comment-post', payload);
    expect(answer.data.comment).toMatchObject({ postId, body: 'Nice', author: { id: ann.id } });
    const event = { postId, comment: answer.data.comment, commentCount: expect.any(Number) };
    expect(await added).toEqual([event, event]);
    const repeats: Json[] = [];
    member.on('comment-added', (message: Json) => repeats.push(message));
    expect(await board.request(ann, 'comment-post', payload)).toEqual(answer);
    expect((await board.request(ann, 'comment-post', { ...payload, body: 'Other' })).error.code).toBe(
      'conflict',
    );
    // What was sent before it on the same connection has arrived when this is answered.
    expect((await ask(member, 'typing', { postId, isTyping: false })).ok).toBe(true);
    expect(repeats).toEqual([]);
  });

  it('tells the room of a comment that came over HTTP', async () => {
    const added = heard(await joined(bob), 'comment-added');
    const body = { body: 'By post', opId: randomUUID() };
    const { comment } = await board.expectJson(201, `POST /api/posts/${postId}/comments`, {
      as: ann,
      body,
    });
    const { post } = await board.expectJson(200, `GET /api/posts/${postId}`);
    expect(await added).toEqual({ postId, comment, commentCount: post.commentCount });
    expect(post.commentSeq).toBe(comment.seq);
  });

  it('closes the connections of a session that signs out, and lets its token do nothing more', async () => {
    const guest = await board.signUp('Guest');
    const socket = await joined(guest);
    const ended = Promise.all([heard(socket, 'session'), heard(socket, 'disconnect')]);
    await board.send('POST', '/api/auth/sign-out', { headers: { cookie: guest.cookie }, body: {} });
    expect((await ended)[0]).toMatchObject({ state: 'anonymous', reason: 'session_revoked' });
    expect(await heard(board.connect(guest), 'connect_error')).toMatchObject({
      message: 'Authentication error',
      data: { code: 'session_revoked' },
    });
  });
});
