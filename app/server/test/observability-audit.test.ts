import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databases } from './support/databases.ts';
import { ask, heard, revoked } from './support/sockets.ts';
import { PASSWORD } from './support/test-board.ts';
import type { Json, Person } from './support/test-board.ts';
import { watchBoard } from './support/watched-board.ts';
import type { WatchedBoard } from './support/watched-board.ts';

const DEBUG = 20;
const INFO = 30;
const WARN = 40;

describe.each(databases)('the audit trail on $name', { timeout: 60_000 }, (kind) => {
  let board: WatchedBoard;
  let ann: Person;
  let admin: Person;

  beforeAll(async () => {
    board = await watchBoard(kind, { ADMIN_EMAILS: 'root-1@example.com' });
    admin = await board.signUp('Root');
    ann = await board.signUp('Ann');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  /** Exactly one entry of these facts comes. */
  const told = async (facts: object): Promise<Json> => {
    const matching = () => board.audit().filter((entry) => includes(entry, facts));
    await vi.waitFor(() => expect({ facts, count: matching().length }).toEqual({ facts, count: 1 }));
    return matching()[0];
  };
  const as = (person: Person) => ({ headers: { cookie: person.cookie } });

  it('says who joined what, and who might not', async () => {
    const postId = await board.post(admin);
    await board.expectJson(200, `PATCH /api/posts/${postId}`, { as: admin, body: { visibility: 'private' } });
    const open = await board.post(ann);
    const socket = board.connect(ann);
    await heard(socket, 'session');
    const who = { userId: ann.id, sessionId: ann.sessionId, socketId: socket.id };
    expect(await told({ decision: 'handshake', socketId: socket.id })).toMatchObject({
      level: DEBUG,
      allowed: true,
      code: null,
      ...who,
    });
    await ask(socket, 'join-post', { postId: open });
    expect(await told({ decision: 'join', ...who, allowed: true })).toMatchObject({
      level: DEBUG,
      name: 'post',
      rule: 'user',
      room: `post:${open}`,
      id: expect.any(String),
    });
    await ask(socket, 'join-post', { postId });
    expect(await told({ decision: 'join', ...who, allowed: false })).toMatchObject({
      level: WARN,
      name: 'post',
      code: expect.stringMatching(/^(forbidden|not_found)$/),
      room: `post:${postId}`,
    });
    socket.disconnect();
  });

  it('says why a connection was refused, and never what was sent', async () => {
    const refused = board.connect({ token: 'hunter2.hunter2.hunter2' });
    await once(refused as never, 'connect_error');
    const denied = await told({ decision: 'handshake', code: 'token_invalid' });
    expect(denied).toMatchObject({ allowed: false, level: WARN, userId: null });
  });

  it('tells a flood of the same denial in one line', async () => {
    const socket = board.connect(ann);
    await heard(socket, 'session');
    const postId = await board.post(ann);
    for (let time = 0; time < 40; time += 1) socket.emit('typing', { postId, isTyping: true });
    await ask(socket, 'like-post', { postId });
    const denied = await told({ decision: 'request', name: 'typing', socketId: socket.id });
    expect(denied.code).toBe('not_joined');
    await told({
      decision: 'limit',
      limit: 'name',
      name: 'typing',
      code: 'rate_limited',
      socketId: socket.id,
    });
    socket.disconnect();
  });

  it('names those who sign in and out, whose password is wrong, and the request in which it was', async () => {
    const bob = await board.signUp('Bob');
    expect(await told({ decision: 'sign-up', userId: bob.id })).toMatchObject({ level: INFO, allowed: true });
    const wrong = { email: bob.email, password: 'not the password' };
    const refusal = await board.send('POST', '/api/auth/sign-in/email', { body: wrong });
    expect(await told({ requestId: refusal.headers.get('x-request-id'), audit: true })).toMatchObject({
      level: WARN,
      decision: 'sign-in',
      allowed: false,
      code: 'unauthenticated',
      address: expect.stringMatching(/127\.0\.0\.1|::1/),
    });
    const again = await board.signIn(bob);
    await told({
      decision: 'sign-in',
      userId: bob.id,
      sessionId: again.sessionId,
      allowed: true,
      level: INFO,
    });
    const socket = board.connect(again);
    await heard(socket, 'session');
    const ended = revoked(socket);
    const answer = await board.send('POST', '/api/auth/sign-out', { ...as(again), body: {} });
    await ended;
    const requestId = answer.headers.get('x-request-id');
    await told({ decision: 'sign-out', target: bob.id, requestId, level: INFO });
    const revocation = { decision: 'revocation', target: again.sessionId, requestId, level: INFO };
    expect(await told(revocation)).toMatchObject({ sockets: 1, missing: [] });
  });

  it('says which admin did what to whom', async () => {
    const eve = await board.signUp('Eve');
    const post = (path: string, body: object) =>
      board.send('POST', `/api/auth/admin/${path}`, { ...as(admin), body });
    await post('set-role', { userId: eve.id, role: 'admin' });
    const by = { userId: admin.id, sessionId: admin.sessionId, target: eve.id, allowed: true, level: INFO };
    await told({ decision: 'role-change', ...by });
    await post('ban-user', { userId: eve.id });
    await told({ decision: 'ban', ...by });
    const denied = await board.send('POST', '/api/auth/admin/ban-user', {
      ...as(ann),
      body: { userId: admin.id },
    });
    expect(denied.status).toBe(403);
    const refusal = await told({ decision: 'ban', userId: ann.id });
    expect(refusal).toMatchObject({ allowed: false, code: 'forbidden', level: WARN });
  });

  it('says who kept whom from a post', async () => {
    const postId = await board.post(ann);
    const mal = await board.signUp('Mal');
    await board.send('PUT', `/api/posts/${postId}/blocks/${mal.id}`, { as: ann });
    await told({ decision: 'block', userId: ann.id, target: mal.id, allowed: true, level: INFO });
    const ned = await board.signUp('Ned');
    await board.send('PUT', `/api/posts/${postId}/blocks/${mal.id}`, { as: ned });
    const refusal = await told({ decision: 'block', userId: ned.id });
    expect(refusal).toMatchObject({ allowed: false, code: 'forbidden', level: WARN });
  });

  it('says which token of a request was no good, and why', async () => {
    const cid = await board.signUp('Cid');
    await board.send('POST', '/api/auth/sign-out', { ...as(cid), body: {} });
    const { headers } = await board.send('POST', '/api/posts', { as: cid, body: { title: 'x', body: 'x' } });
    const requestId = headers.get('x-request-id');
    const refusal = await told({ requestId, decision: 'request' });
    expect(refusal).toMatchObject({ allowed: false, code: 'session_revoked', level: WARN });
  });

  it('holds no token, cookie, password, address of mail, name or text of anybody', () => {
    const log = JSON.stringify(board.entries());
    expect(board.audit().length).toBeGreaterThan(20);
    expect(log).not.toMatch(/eyJ|hunter2|@example|session_token|not the password|Bearer/);
    expect(log).not.toContain(PASSWORD);
    expect(log).not.toContain(ann.token);
    expect(log).not.toMatch(/A title|A body|"Ann"|"Root"/);
  });
});

const includes = (entry: Json, facts: object): boolean =>
  Object.entries(facts).every(([name, value]) => entry[name] === value);
