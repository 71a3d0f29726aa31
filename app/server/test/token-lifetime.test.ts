import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databases } from './support/databases.ts';
import { ask, heard } from './support/sockets.ts';
import { claimsOf, startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

const LIFETIME_SEC = 2;
const LIFETIMES = 4;

describe.each(databases)('tokens that live for two seconds on $name', { timeout: 30_000 }, (kind) => {
  let board: TestBoard;
  let ann: Person;
  let postId: string;

  beforeAll(async () => {
    board = await startBoard(kind, { ACCESS_TOKEN_TTL: String(LIFETIME_SEC) });
    ann = await board.signUp('Ann');
    postId = await board.post(ann);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const fresh = async (): Promise<Person> => ({ ...ann, token: await board.tokenFor(ann.cookie) });

  const inRooms = async (person: Person): Promise<Socket> => {
    const socket = board.connect(person);
    for (const room of ['join-post', 'join-watch'])
      expect(await ask(socket, room, { postId })).toMatchObject({ ok: true });
    return socket;
  };

  it('are renewed in place, and nothing is left or noticed', async () => {
    const first = await fresh();
    const socket = await inRooms(first);
    const { id } = socket;
    const seen: Json[] = [];
    for (const event of ['left-post', 'left-watch', 'disconnect'])
      socket.on(event, (message: Json) => seen.push([event, message]));

    let { exp } = claimsOf(first.token);
    const renew = async (): Promise<void> => {
      const { token } = await fresh();
      const answer = await ask(socket, 'refresh-session', { token });
      seen.push(['renewed', answer.ok, answer.data?.state]);
      ({ exp } = claimsOf(token));
      timer = setTimeout(() => void renew(), answer.data.expiresIn / 2);
    };
    let timer = setTimeout(() => void renew(), 0);
    const { exp: firstExp } = claimsOf(first.token);
    await vi.waitFor(() => expect(exp - firstExp).toBeGreaterThanOrEqual(LIFETIMES * LIFETIME_SEC), {
      timeout: 20_000,
    });
    clearTimeout(timer);

    expect(seen.length).toBeGreaterThanOrEqual(LIFETIMES);
    expect(seen).toEqual(seen.map(() => ['renewed', true, 'authenticated']));
    expect(socket.id).toBe(id);
    expect(await ask(socket, 'typing', { postId, isTyping: false })).toMatchObject({ ok: true });
  });

  it('leave an anonymous watcher within a second of their end when nobody renews them', async () => {
    const person = await fresh();
    const socket = await inRooms(person);
    const [session, left] = await Promise.all([heard(socket, 'session'), heard(socket, 'left-post')]);
    const lateness = Date.now() - claimsOf(person.token).exp * 1_000;
    expect(session).toMatchObject({ state: 'anonymous', reason: 'token_expired', user: null });
    expect(left).toEqual({ postId, reason: 'token_expired' });
    expect(lateness).toBeGreaterThanOrEqual(0);
    expect(lateness).toBeLessThan(1_000);

    expect((await ask(socket, 'like-post', { postId })).error.code).toBe('unauthenticated');
    expect(await ask(socket, 'view-post', { postId })).toMatchObject({ ok: true });
    const { error } = await board.expectJson(401, 'GET /api/posts', { as: person });
    expect(error.code).toBe('token_expired');
    expect(await heard(board.connect(person), 'session')).toMatchObject({ reason: 'token_expired' });
  });
});
