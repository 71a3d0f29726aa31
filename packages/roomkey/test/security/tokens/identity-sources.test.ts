import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../../src/testing/index.ts';
import { ask, record, setStage } from '../../fixtures/stage.ts';
import type { Stage } from '../../fixtures/stage.ts';

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

const root = { id: 'root', name: 'ROOT', role: 'admin' };

/** Every place besides `auth.token` from which some server somewhere takes an identity. */
const SOURCES: Readonly<Record<string, (token: string) => ClientOptions>> = {
  'a user id in auth': () => ({ auth: { userId: 'root', user_id: 'root', id: 'root', sub: 'root' } }),
  'a user in auth': () => ({ auth: { user: root, data: { user: root }, role: 'admin' } }),
  'a session id in auth': () => ({ auth: { sid: 'session-of-root', sessionId: 'session-of-root' } }),
  'a token in auth under other names': (token) => ({
    auth: { Token: token, jwt: token, access_token: token, accessToken: token, authorization: token },
  }),
  'a token one level too deep': (token) => ({ auth: { auth: { token }, data: { token } } }),
  'a token in the URL': (token) => ({ query: { token, access_token: token, auth: token } }),
  'a user id in the URL': () => ({ query: { userId: 'root', user: 'root', sub: 'root' } }),
  'a bearer': (token) => ({ extraHeaders: { authorization: `Bearer ${token}` } }),
  'a basic authorization': () => ({ extraHeaders: { authorization: `Basic ${btoa('root:root')}` } }),
  'a user id in headers': () => ({
    extraHeaders: { 'x-user-id': 'root', 'x-forwarded-user': 'root', 'remote-user': 'root' },
  }),
  'a token in headers': (token) => ({ extraHeaders: { token, 'x-access-token': token } }),
  'a cookie': (token) => ({ extraHeaders: { cookie: `token=${token}; session=${token}; userId=root` } }),
};

/** All of them in one handshake, besides the genuine token of somebody else. */
function allSources(token: string, genuine: string): ClientOptions {
  const options = Object.values(SOURCES).map((source) => source(token));
  return {
    auth: Object.assign({}, ...options.map(({ auth }) => auth), { token: genuine }),
    query: Object.assign({}, ...options.map(({ query }) => query)),
    extraHeaders: Object.assign({}, ...options.map(({ extraHeaders }) => extraHeaders)),
  };
}

function sessionOf(socket: Socket): Promise<unknown> {
  const session = nextEvent(socket, 'session');
  socket.connect();
  return session;
}

const tokenOf = (stage: Stage, userId: string, claims = {}): Promise<string> =>
  stage.world.mint.mint({ userId, claims });

describe.each(['websocket', 'polling'])('over %s', (transport) => {
  it.each(Object.entries(SOURCES))('%s makes nobody of a visitor', async (_, source) => {
    await using stage = await setStage();
    const options = source(await tokenOf(stage, 'root'));
    const session = await sessionOf(stage.harness.client(undefined, { ...options, transports: [transport] }));
    expect(session).toMatchObject({ state: 'anonymous', user: null, reason: 'token_missing' });
    expect(stage.world.lookups).toEqual([]);
  });

  it('none of them, nor all together, makes somebody else of a user', async () => {
    await using stage = await setStage();
    const options = allSources(await tokenOf(stage, 'root'), await tokenOf(stage, 'alice'));
    const socket = stage.harness.client(undefined, { ...options, transports: [transport] });
    expect(await sessionOf(socket)).toMatchObject({ user: { id: 'alice', name: 'ALICE', role: 'user' } });
    expect(stage.world.lookups).toMatchObject([{ userId: 'alice', sessionId: 'session-of-alice' }]);
    const [remote] = await stage.harness.io.fetchSockets();
    expect(remote?.data.user).toMatchObject({ id: 'alice', role: 'user' });
  });
});

describe('what a user does', () => {
  it('is done by the user of the token, whoever the payload names', async () => {
    await using stage = await setStage();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    for (const socket of [alice, bob]) await ask(socket, 'join-post', { postId: 'p1' });
    const heard = record(bob);
    const named = { postId: 'p1', userId: 'root', user: root };
    for (const event of ['like-post', 'typing', 'join-staff', 'pin-post']) {
      expect(await ask(alice, event, { ...named, isTyping: true })).toMatchObject({ ok: false });
    }
    expect(stage.world.likes.size).toBe(0);

    await ask(alice, 'like-post', { postId: 'p1' });
    await ask(alice, 'typing', { postId: 'p1', isTyping: true });
    expect(stage.world.likes.get('p1')).toEqual(new Set(['alice']));
    await expect
      .poll(() => heard)
      .toContainEqual(['user-typing', expect.objectContaining({ userId: 'alice', userName: 'ALICE' })]);
    expect(JSON.stringify(heard)).not.toContain('root');
  });
});

describe('who a user is', () => {
  const boast = { role: 'admin', name: 'ROOT', id: 'root', user: root, userId: 'root', admin: true };

  it('is what the loader says, not what the claims say besides the id', async () => {
    await using stage = await setStage();
    const socket = stage.harness.client(await tokenOf(stage, 'alice', boast));
    expect(await sessionOf(socket)).toMatchObject({ user: { id: 'alice', name: 'ALICE', role: 'user' } });
    expect(await ask(socket, 'join-staff', { postId: 'p1' })).toMatchObject({ error: { code: 'forbidden' } });
    expect(await ask(socket, 'pin-post', { postId: 'p1' })).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('stays so with a newer token that says more', async () => {
    await using stage = await setStage();
    const socket = await stage.as('alice');
    stage.clock.jump(2000);
    const token = await tokenOf(stage, 'alice', boast);
    expect(await ask(socket, 'refresh-session', { token, userId: 'root', user: root })).toMatchObject({
      ok: true,
      data: { user: { id: 'alice', role: 'user' } },
    });
    expect(await ask(socket, 'pin-post', { postId: 'p1' })).toMatchObject({ error: { code: 'forbidden' } });
  });
});
