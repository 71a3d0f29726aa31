import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import { PUBLIC_URL } from './support/board-process.ts';
import type { Person } from './support/people.ts';
import { openTransport } from './support/raw-transport.ts';
import { ask, sessionOf, socketTo } from './support/sockets.ts';
import type { Answer, ConnectOptions } from './support/sockets.ts';

const board = useBoard();

const opId = (): string => crypto.randomUUID();

async function sessionWith(options: ConnectOptions): Promise<Answer> {
  const socket = socketTo(board().url, options);
  const session = await sessionOf(socket);
  socket.disconnect();
  return session;
}

describe('who is on a connection comes from its token alone', () => {
  const claims: [string, (alice: Person, bob: Person) => ConnectOptions][] = [
    ['other fields of the handshake', ({ token }, bob) => ({ auth: { token, userId: bob.id, sub: bob.id } })],
    ['a user object', ({ token }, bob) => ({ auth: { token, user: { id: bob.id, role: 'admin' } } })],
    ['the query', ({ token }, bob) => ({ auth: { token }, query: { userId: bob.id, token: bob.token } })],
    [
      'headers',
      ({ token }, bob) => ({
        auth: { token },
        extraHeaders: { 'x-user-id': bob.id, authorization: `Bearer ${bob.token}`, cookie: bob.cookie },
      }),
    ],
  ];

  it.each(claims)('and not from %s', async (_, optionsFor) => {
    const [alice, bob] = await Promise.all([board().person('Alice'), board().person('Bob')]);
    const socket = await board().connect(undefined, optionsFor(alice, bob));
    const answer = await ask(socket, 'comment-post', { postId: board().postId, body: 'Hello', opId: opId() });
    expect(answer.data.comment.author).toEqual({ id: alice.id, name: 'Alice', avatar: null });
    const { comments } = (await board().send(`GET /api/posts/${board().postId}/comments`)).json();
    expect(comments.at(-1)).toEqual(answer.data.comment);
  });

  const elsewhere: [string, (bob: Person) => ConnectOptions][] = [
    ['the query', ({ token }) => ({ query: { token, auth: token, access_token: token } })],
    ['a bearer header', ({ token }) => ({ extraHeaders: { authorization: `Bearer ${token}` } })],
    ['the session cookie', ({ cookie }) => ({ extraHeaders: { cookie, origin: PUBLIC_URL } })],
    ['another field', ({ token }) => ({ auth: { accessToken: token, jwt: token } })],
  ];

  it.each(elsewhere)(
    'so that one in %s leaves the connection anonymous, and is not logged',
    async (_, of) => {
      const bob = await board().person('Bob');
      expect(await sessionWith(of(bob))).toMatchObject({ state: 'anonymous', reason: 'token_missing' });
      expect(board().output()).not.toContain(bob.token);
    },
  );

  it('and stays who it was when it is refreshed with the token of another user', async () => {
    const [alice, bob] = await Promise.all([board().person('Alice'), board().person('Bob')]);
    const socket = await board().connect(alice);
    expect(await ask(socket, 'refresh-session', { token: bob.token })).toMatchObject({
      error: { code: 'identity_mismatch' },
    });
    const answer = await ask(socket, 'comment-post', { postId: board().postId, body: 'Me', opId: opId() });
    expect(answer.data.comment.author.id).toBe(alice.id);
  });

  it.each([
    {},
    { token: '' },
    { userId: 'x' },
    null,
    [],
    'token',
    { token: ['x'] },
    { token: { token: 'x' } },
  ])('and cannot become somebody by a refresh with %j', async (payload) => {
    const socket = await board().connect();
    expect((await ask(socket, 'refresh-session', payload)).ok).toBe(false);
    const like = await ask(socket, 'like-post', { postId: board().postId });
    expect(like).toMatchObject({ error: { code: 'unauthenticated' } });
  });
});

describe('a transport', () => {
  const accepted = (frames: readonly string[]): number =>
    frames.filter((frame) => frame.startsWith('40')).length;
  const refused = (frames: readonly string[]): number =>
    frames.filter((frame) => frame.startsWith('44')).length;

  it('that connects fifty times at once is one connection at most', async () => {
    const { token } = await board().person('Alice');
    const transport = await openTransport(board().url);
    for (let count = 0; count < 50; count += 1) transport.send(`40${JSON.stringify({ token })}`);
    await transport.closed;
    expect(accepted(transport.frames)).toBeLessThanOrEqual(1);
  });

  it('that tries a thousand bad tokens is closed after three refusals at most', async () => {
    const transport = await openTransport(board().url);
    for (let count = 0; count < 1000; count += 1) transport.send('40{"token":"bad"}');
    await transport.closed;
    expect(refused(transport.frames)).toBeLessThanOrEqual(3);
  });

  it('that asks before it connected is closed, and nothing is done', async () => {
    const transport = await openTransport(board().url);
    transport.send(`420["view-post",{"postId":"${board().postId}"}]`);
    await transport.closed;
    const { post } = (await board().send(`GET /api/posts/${board().postId}`)).json();
    expect(post.viewCount).toBe(0);
  });

  it('gets neither the rooms nor the packets of a connection whose ids it claims', async () => {
    const alice = await board().person('Alice');
    const before = await board().transport(alice);
    await before.request('join-post', JSON.stringify({ postId: board().postId }));
    const sid = /"sid":"([^"]+)"/.exec(before.frames.find((frame) => frame.startsWith('40')) ?? '')?.[1];
    before.close();
    const transport = await openTransport(board().url);
    const answer = await transport.connect({ pid: sid, sid, offset: sid });
    expect(answer).not.toContain('pid');
    expect(answer).not.toContain(sid);
    const typing = { postId: board().postId, isTyping: true };
    await expect(transport.request('typing', JSON.stringify(typing))).resolves.toMatchObject({
      error: { code: 'unauthenticated' },
    });
    transport.close();
  });
});
