import { once } from 'node:events';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { ask, heard, revoked } from './support/sockets.ts';
import { PASSWORD, cookieOf, startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

const ADMIN = 'root-1@example.com';

describe.each(databases)('sessions on $name', (kind) => {
  let board: TestBoard;
  let root: Person;
  let phone: Person;
  let laptop: Person;
  let neighbour: Person;
  let postId: string;

  beforeAll(async () => {
    board = await startBoard(kind, { ADMIN_EMAILS: ADMIN });
    root = await board.signUp('Root');
    neighbour = await board.signUp('Neighbour');
    postId = await board.post(root);
  });
  beforeEach(async () => {
    phone = await board.signUp('Owner');
    laptop = await board.signIn(phone);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const account = async (by: Person, path: string, body: object = {}): Promise<Response> => {
    const response = await board.send('POST', `/api/auth/${path}`, { headers: { cookie: by.cookie }, body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };

  const sessionTokenOf = ({ cookie }: Person): string =>
    decodeURIComponent(/session_token=([^;.]+)/.exec(cookie)?.[1] ?? '');

  const joined = async (person: Person): Promise<Socket> => {
    const socket = board.connect(person);
    expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
    return socket;
  };

  const staysIn = async (socket: Socket): Promise<void> => {
    expect(await ask(socket, 'typing', { postId, isTyping: false })).toMatchObject({ ok: true });
  };

  const isDead = async (person: Person): Promise<void> => {
    const { error } = await board.expectJson(401, 'GET /api/posts', { as: person });
    expect(error.code).toBe('session_revoked');
    const refusal = await heard(board.connect(person), 'connect_error');
    expect(refusal).toMatchObject({ message: 'Authentication error', data: { code: 'session_revoked' } });
    const token = await board.send('GET', '/api/auth/token', { headers: { cookie: person.cookie } });
    expect(token.status).toBe(401);
  };

  const newPassword = 'another long one';
  const change = { currentPassword: PASSWORD, newPassword };

  const endings: readonly (readonly [string, 'phone' | 'both', () => Promise<unknown>])[] = [
    ['sign-out', 'phone', () => account(phone, 'sign-out')],
    ['revoke-session', 'phone', () => account(laptop, 'revoke-session', { token: sessionTokenOf(phone) })],
    ['revoke-other-sessions', 'phone', () => account(laptop, 'revoke-other-sessions')],
    ['revoke-sessions', 'both', () => account(laptop, 'revoke-sessions')],
    ['change-password', 'phone', () => account(laptop, 'change-password', change)],
    ['delete-user', 'both', () => account(laptop, 'delete-user', { password: PASSWORD })],
    ['ban-user', 'both', () => account(root, 'admin/ban-user', { userId: phone.id })],
    [
      'a ban by update-user',
      'both',
      () => account(root, 'admin/update-user', { userId: phone.id, data: { banned: true } }),
    ],
    [
      'revoke-user-session',
      'phone',
      () => account(root, 'admin/revoke-user-session', { sessionToken: sessionTokenOf(phone) }),
    ],
    ['revoke-user-sessions', 'both', () => account(root, 'admin/revoke-user-sessions', { userId: phone.id })],
    ['remove-user', 'both', () => account(root, 'admin/remove-user', { userId: phone.id })],
    [
      'set-user-password',
      'both',
      () => account(root, 'admin/set-user-password', { userId: phone.id, newPassword }),
    ],
    [
      'signing a device out from another',
      'phone',
      () => board.send('DELETE', `/api/devices/${phone.sessionId}`, { as: laptop }),
    ],
    ['signing all other devices out', 'phone', () => board.send('DELETE', '/api/devices', { as: laptop })],
    [
      'signing the own device out',
      'phone',
      () => board.send('DELETE', `/api/devices/${phone.sessionId}`, { as: phone }),
    ],
  ];

  it.each(endings)('end at once with %s: %s', async (_how, whose, end) => {
    const [onPhone, tab, onLaptop] = [await joined(phone), await joined(phone), await joined(laptop)];
    const bystander = await joined(neighbour);
    const ended = whose === 'both' ? [onPhone, tab, onLaptop] : [onPhone, tab];
    const told = Promise.all(ended.map(revoked));
    await Promise.all([told, end()]);
    await isDead(phone);
    await (whose === 'both' ? isDead(laptop) : staysIn(onLaptop));
    await staysIn(bystander);
  });

  it('change hands when a change of password is to end the others: the device gets a new one', async () => {
    const [onPhone, onLaptop] = [await joined(phone), await joined(laptop)];
    const told = Promise.all([revoked(onPhone), revoked(onLaptop)]);
    const answer = await account(laptop, 'change-password', { ...change, revokeOtherSessions: true });
    await told;
    await Promise.all([isDead(phone), isDead(laptop)]);
    const token = await board.tokenFor(cookieOf(answer));
    await board.expectJson(200, 'GET /api/posts', { as: { token } });
  });

  it('stay when a password was not changed', async () => {
    const onPhone = await joined(phone);
    const wrong = { currentPassword: 'not the password', newPassword };
    await expect(account(laptop, 'change-password', wrong)).rejects.toThrow('400');
    await staysIn(onPhone);
    await board.expectJson(200, 'GET /api/posts', { as: laptop });
  });

  it('begin anew after a ban is lifted, and the old ones stay dead', async () => {
    await account(root, 'admin/ban-user', { userId: phone.id });
    await account(root, 'admin/unban-user', { userId: phone.id });
    await isDead(phone);
    await staysIn(await joined(await board.signIn(phone)));
  });

  it('keep their connection through a change of role, which the next request is judged by', async () => {
    const secret = await board.post(neighbour);
    await board.expectJson(200, `PATCH /api/posts/${secret}`, {
      as: neighbour,
      body: { visibility: 'private' },
    });
    const socket = await joined(phone);
    const closed: unknown[] = [];
    socket.on('disconnect', (reason) => closed.push(reason));

    const promoted = heard(socket, 'session', 1_000);
    await account(root, 'admin/set-role', { userId: phone.id, role: 'admin' });
    expect(await promoted).toMatchObject({ state: 'authenticated', user: { role: 'admin' } });
    expect(await ask(socket, 'join-post', { postId: secret })).toMatchObject({ ok: true });
    expect(await ask(socket, 'view-post', { postId: secret })).toMatchObject({ ok: true });

    const left: Json[] = [];
    socket.on('left-post', (message: Json) => left.push(message));
    socket.on('left-watch', (message: Json) => left.push(message));
    const demoted = heard(socket, 'session', 1_000);
    await account(root, 'admin/set-role', { userId: phone.id, role: 'user' });
    expect(await demoted).toMatchObject({ user: { role: 'user' } });
    await expect.poll(() => left).toHaveLength(2);
    expect(left).toEqual(Array.from({ length: 2 }, () => ({ postId: secret, reason: 'forbidden' })));
    expect((await ask(socket, 'like-post', { postId: secret })).error.code).toBe('not_found');
    await board.expectJson(404, `GET /api/posts/${secret}`, { as: phone });
    await staysIn(socket);
    expect(closed).toEqual([]);
  });

  it('tell a new name at once, and type under it', async () => {
    const [socket, reader] = [await joined(phone), await joined(neighbour)];
    const renamed = heard(socket, 'session', 1_000);
    await account(laptop, 'update-user', { name: 'Renamed' });
    expect(await renamed).toMatchObject({ user: { name: 'Renamed' } });
    const typing = heard(reader, 'user-typing');
    socket.emit('typing', { postId, isTyping: true });
    expect(await typing).toMatchObject({ userName: 'Renamed' });
  });
});
