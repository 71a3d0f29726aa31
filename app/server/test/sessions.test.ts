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

  const takesPart = async (socket: Socket): Promise<boolean> =>
    (await ask(socket, 'typing', { postId, isTyping: false })).ok;

  /** What REST and the handshake say to a token of this session, and the accounts to its cookie. */
  const answersTo = async (person: Person): Promise<readonly unknown[]> => {
    const { error } = await (await board.send('GET', '/api/posts', { as: person })).json();
    const refusal = await heard(board.connect(person), 'connect_error');
    const { status } = await board.send('GET', '/api/auth/token', { headers: { cookie: person.cookie } });
    return [error.code, refusal.message, refusal.data.code, status];
  };
  const DEAD = ['session_revoked', 'Authentication error', 'session_revoked', 401];

  const newPassword = 'another long one';
  const change = { currentPassword: PASSWORD, newPassword };

  type Endings = readonly (readonly [string, () => Promise<unknown>])[];

  const onOneDevice: Endings = [
    ['sign-out', () => account(phone, 'sign-out')],
    ['revoke-session', () => account(laptop, 'revoke-session', { token: sessionTokenOf(phone) })],
    ['revoke-other-sessions', () => account(laptop, 'revoke-other-sessions')],
    ['change-password', () => account(laptop, 'change-password', change)],
    [
      'revoke-user-session',
      () => account(root, 'admin/revoke-user-session', { sessionToken: sessionTokenOf(phone) }),
    ],
    [
      'a device that another signs out',
      () => board.send('DELETE', `/api/devices/${phone.sessionId}`, { as: laptop }),
    ],
    [
      'a device that signs itself out',
      () => board.send('DELETE', `/api/devices/${phone.sessionId}`, { as: phone }),
    ],
    ['all other devices signed out', () => board.send('DELETE', '/api/devices', { as: laptop })],
  ];

  it.each(onOneDevice)('end at once on one device with %s', async (_how, end) => {
    const [onPhone, tab, onLaptop] = [await joined(phone), await joined(phone), await joined(laptop)];
    await Promise.all([revoked(onPhone), revoked(tab), end()]);
    expect(await answersTo(phone)).toEqual(DEAD);
    expect(await takesPart(onLaptop)).toBe(true);
  });

  const onAllDevices: Endings = [
    ['revoke-sessions', () => account(laptop, 'revoke-sessions')],
    ['delete-user', () => account(laptop, 'delete-user', { password: PASSWORD })],
    ['ban-user', () => account(root, 'admin/ban-user', { userId: phone.id })],
    [
      'a ban by update-user',
      () => account(root, 'admin/update-user', { userId: phone.id, data: { banned: true } }),
    ],
    ['revoke-user-sessions', () => account(root, 'admin/revoke-user-sessions', { userId: phone.id })],
    ['remove-user', () => account(root, 'admin/remove-user', { userId: phone.id })],
    ['set-user-password', () => account(root, 'admin/set-user-password', { userId: phone.id, newPassword })],
  ];

  it.each(onAllDevices)('end at once on all devices, and for nobody else, with %s', async (_how, end) => {
    const [onPhone, onLaptop] = [await joined(phone), await joined(laptop)];
    const bystander = await joined(neighbour);
    await Promise.all([revoked(onPhone), revoked(onLaptop), end()]);
    expect([await answersTo(phone), await answersTo(laptop)]).toEqual([DEAD, DEAD]);
    expect(await takesPart(bystander)).toBe(true);
  });

  it('change hands when a change of password is to end the others: the device gets a new one', async () => {
    const [onPhone, onLaptop] = [await joined(phone), await joined(laptop)];
    const told = Promise.all([revoked(onPhone), revoked(onLaptop)]);
    const answer = await account(laptop, 'change-password', { ...change, revokeOtherSessions: true });
    await told;
    expect([await answersTo(phone), await answersTo(laptop)]).toEqual([DEAD, DEAD]);
    const token = await board.tokenFor(cookieOf(answer));
    await board.expectJson(200, 'GET /api/posts', { as: { token } });
  });

  it('stay when a password was not changed', async () => {
    const onPhone = await joined(phone);
    const wrong = { currentPassword: 'not the password', newPassword };
    await expect(account(laptop, 'change-password', wrong)).rejects.toThrow('400');
    expect(await takesPart(onPhone)).toBe(true);
    await board.expectJson(200, 'GET /api/posts', { as: laptop });
  });

  it('begin anew after a ban is lifted, and the old ones stay dead', async () => {
    await account(root, 'admin/ban-user', { userId: phone.id });
    await account(root, 'admin/unban-user', { userId: phone.id });
    expect(await answersTo(phone)).toEqual(DEAD);
    expect(await takesPart(await joined(await board.signIn(phone)))).toBe(true);
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
    expect(await takesPart(socket)).toBe(true);
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
