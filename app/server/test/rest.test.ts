import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { startBoard } from './support/test-board.ts';
import type { Person, TestBoard } from './support/test-board.ts';

const missing = '00000000-0000-4000-8000-000000000000';

describe.each(databases)('REST on $name', (kind) => {
  let board: TestBoard;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    board = await startBoard(kind);
    ann = await board.signUp('Ann');
    bob = await board.signUp('Bob');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  it('creates a post and shows it to everybody', async () => {
    const body = { title: '  Hello  ', body: 'World' };
    const created = await board.expectJson(201, 'POST /api/posts', { as: ann, body });
    expect(created.post).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      title: 'Hello',
      body: 'World',
      author: { id: ann.id, name: 'Ann', avatar: null },
      likeCount: 0,
      viewCount: 0,
      commentCount: 0,
      commentSeq: 0,
      version: 0,
      visibility: 'public',
      likedByMe: false,
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(await board.expectJson(200, `GET /api/posts/${created.post.id}`)).toEqual(created);
  });

  it('pages posts newest first, and a post that comes meanwhile moves nothing', async () => {
    const ids = [];
    for (const title of ['one', 'two', 'three']) ids.unshift(await board.post(ann, title));
    const first = await board.expectJson(200, 'GET /api/posts?limit=2');
    await board.post(bob, 'meanwhile');
    const second = await board.expectJson(200, `GET /api/posts?limit=1&cursor=${first.nextCursor}`);
    expect([...first.posts, ...second.posts].map(({ id }) => id)).toEqual(ids);
  });

  it('ends the last page with a null cursor', async () => {
    const seen = new Set();
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await board.expectJson(200, `GET /api/posts?limit=2${cursor && `&cursor=${cursor}`}`);
      for (const { id } of page.posts) seen.add(id);
      cursor = page.nextCursor;
    }
    const all = await board.expectJson(200, 'GET /api/posts?limit=50');
    expect(all.nextCursor).toBeNull();
    expect(seen.size).toBe(all.posts.length);
  });

  it('lets the author delete a post, and no other user', async () => {
    const postId = await board.post(ann);
    expect((await board.expectJson(403, `DELETE /api/posts/${postId}`, { as: bob })).error.code).toBe(
      'forbidden',
    );
    expect((await board.send('DELETE', `/api/posts/${postId}`)).status).toBe(401);
    expect((await board.send('DELETE', `/api/posts/${postId}`, { as: ann })).status).toBe(204);
    expect((await board.expectJson(404, `GET /api/posts/${postId}`)).error.code).toBe('not_found');
    expect((await board.send('DELETE', `/api/posts/${postId}`, { as: ann })).status).toBe(404);
  });

  it('stores a comment once, however often it is sent', async () => {
    const postId = await board.post(ann);
    const path = `/api/posts/${postId}/comments`;
    const body = { body: 'First!', opId: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => board.send('POST', path, { as: bob, body })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 200, 200, 201]);
    const comments = await board.expectJson(200, `GET ${path}`);
    expect(comments.comments).toEqual([
      {
        id: expect.any(String),
        postId,
        body: 'First!',
        author: { id: bob.id, name: 'Bob', avatar: null },
        seq: 1,
        createdAt: expect.any(String),
      },
    ]);
    expect((await board.expectJson(200, `GET /api/posts/${postId}`)).post.commentCount).toBe(1);
  });

  it('refuses an opId that was used for another body or post', async () => {
    const [one, two] = [await board.post(ann), await board.post(ann)];
    const body = { body: 'Hm', opId: randomUUID() };
    await board.expectJson(201, `POST /api/posts/${one}/comments`, { as: bob, body });
    const other = { as: bob, body: { ...body, body: 'Oh' } };
    expect((await board.expectJson(409, `POST /api/posts/${one}/comments`, other)).error.code).toBe(
      'conflict',
    );
    expect(
      (await board.expectJson(409, `POST /api/posts/${two}/comments`, { as: bob, body })).error.code,
    ).toBe('conflict');
    // Another author's operations are another author's.
    await board.expectJson(201, `POST /api/posts/${two}/comments`, { as: ann, body });
    expect((await board.expectJson(200, `GET /api/posts/${two}`)).post.commentCount).toBe(1);
  });

  it('pages comments oldest first', async () => {
    const postId = await board.post(ann);
    const path = `/api/posts/${postId}/comments`;
    for (const body of ['1', '2', '3'])
      await board.expectJson(201, `POST ${path}`, { as: ann, body: { body, opId: randomUUID() } });
    const first = await board.expectJson(200, `GET ${path}?limit=2`);
    const second = await board.expectJson(200, `GET ${path}?limit=2&cursor=${first.nextCursor}`);
    expect([...first.comments, ...second.comments].map(({ body }) => body)).toEqual(['1', '2', '3']);
    expect(second.nextCursor).toBeNull();
    expect(second.latest).toBe(3);
  });

  it('reads the comments after one that is known', async () => {
    const postId = await board.post(ann);
    const path = `/api/posts/${postId}/comments`;
    const write = async (body: string) =>
      (await board.expectJson(201, `POST ${path}`, { as: ann, body: { body, opId: randomUUID() } })).comment;
    const known = await write('known');
    expect(await board.expectJson(200, `GET ${path}?after=${known.seq}`)).toEqual({
      comments: [],
      nextCursor: null,
      latest: known.seq,
    });
    const missed = [await write('missed'), await write('missed too'), await write('and this')];
    const page = await board.expectJson(200, `GET ${path}?after=${known.seq}&limit=2`);
    expect(page.comments).toEqual(missed.slice(0, 2));
    const rest = await board.expectJson(200, `GET ${path}?cursor=${page.nextCursor}`);
    expect(rest.comments).toEqual(missed.slice(2));
  });

  it.each([
    'after=-1',
    'after=x',
    'after=1.5',
    'after=2147483648',
    'cursor=-1',
    'cursor=2147483648',
    'cursor=1&after=1',
  ])('refuses comments with ?%s', async (query) => {
    const path = `/api/posts/${await board.post(ann)}/comments`;
    expect((await board.expectJson(400, `GET ${path}?${query}`)).error.code).toBe('invalid_payload');
  });

  it.each([
    ['GET', `/api/posts/${missing}`],
    ['GET', '/api/posts/not-an-id'],
    ['GET', `/api/posts/${missing}/comments`],
    ['DELETE', `/api/posts/${missing}`],
    ['POST', `/api/posts/${missing}/comments`],
  ])('answers %s %s with not_found', async (method, path) => {
    const body = method === 'POST' ? { body: 'x', opId: randomUUID() } : undefined;
    expect((await board.expectJson(404, `${method} ${path}`, { as: ann, body })).error.code).toBe(
      'not_found',
    );
  });

  it.each([
    ['a missing field', { title: 'x' }, ['body']],
    ['an empty title', { title: '   ', body: 'x' }, ['title']],
    ['a long title', { title: 'x'.repeat(141), body: 'x' }, ['title']],
    ['a NUL', { title: 'a\u0000b', body: 'x' }, ['title']],
    ['an unknown field', { title: 'x', body: 'x', authorId: 'bob' }, []],
    ['an array', [], []],
  ])('refuses a post with %s and says where', async (_what, body, path) => {
    const { error } = await board.expectJson(400, 'POST /api/posts', { as: ann, body });
    expect(error.code).toBe('invalid_payload');
    expect(error.issues[0].path).toEqual(path);
  });

  it('takes the longest post there may be, in any script', async () => {
    const body = { title: '\u{1F600}'.repeat(70), body: '界'.repeat(10_000) };
    const { post } = await board.expectJson(201, 'POST /api/posts', { as: ann, body });
    expect(post.body).toHaveLength(10_000);
  });

  it.each(['limit=0', 'limit=51', 'limit=x', 'cursor=x', 'cursor=WyJ4IiwieSJd'])(
    'refuses ?%s',
    async (query) => {
      expect((await board.expectJson(400, `GET /api/posts?${query}`)).error.code).toBe('invalid_payload');
    },
  );

  it('refuses broken JSON, other types and bodies that are too large', async () => {
    expect((await board.expectJson(400, 'POST /api/posts', { as: ann, body: '{"title":' })).error.code).toBe(
      'invalid_payload',
    );
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await board.expectJson(415, 'POST /api/posts', { as: ann, body: 'title=x', headers });
    const large = { title: 'x', body: 'x'.repeat(70_000) };
    expect((await board.expectJson(413, 'POST /api/posts', { as: ann, body: large })).error.code).toBe(
      'payload_too_large',
    );
  });

  it('takes a PUT without a body, whose length browsers announce and whose type they do not', async () => {
    const body = { title: 'Hello', body: 'World' };
    const { post } = await board.expectJson(201, 'POST /api/posts', { as: ann, body });
    const headers = { 'content-length': '0' };
    const response = await board.send('PUT', `/api/posts/${post.id}/blocks/${bob.id}`, { as: ann, headers });
    expect(response.status).toBe(204);
  });

  it('answers unknown paths with 404 and other methods with 405, as JSON', async () => {
    expect((await board.expectJson(404, 'GET /api/nothing')).error.code).toBe('not_found');
    const response = await board.send('PUT', '/api/posts', { as: ann, body: {} });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await response.json()).toHaveProperty('error.message', 'Method not allowed');
  });

  it('asks for a token where one is needed, and refuses one that is not good even where none is', async () => {
    const body = { title: 'x', body: 'x' };
    expect((await board.expectJson(401, 'POST /api/posts', { body })).error.code).toBe('unauthenticated');
    for (const token of ['nonsense', `${ann.token.slice(0, -4)}AAAA`, ann.token.replace(/\.[^.]*$/, '.')]) {
      expect((await board.expectJson(401, 'GET /api/posts', { as: { token } })).error.code).toBe(
        'token_invalid',
      );
    }
    const response = await board.send('GET', '/api/posts', { headers: { authorization: 'Basic eDp5' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('reports health and metrics', async () => {
    expect(await board.expectJson(200, 'GET /healthz')).toEqual({ status: 'ok', bootId: expect.any(String) });
    expect(await board.expectJson(200, 'GET /readyz')).toEqual({
      status: 'ready',
      database: 'ok',
      bus: expect.stringMatching(/^(ok|none)$/),
    });
    expect(await (await board.send('GET', '/metrics')).text()).toContain('process_cpu_seconds_total');
  });
});
