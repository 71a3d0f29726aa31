import { describe, expect, it } from 'vitest';
import { ERROR_CODES, isErrorCode, RoomkeyError } from '../errors/index.ts';
import { createTestClient } from './client.test-util.ts';
import { isAboutIdentity } from './outcome.ts';
import type { ClientOptions } from './types.ts';
import { ada, bob, eventually, notSignedIn, signedIn } from './wire-server.test-util.ts';

const setup = (options: Partial<ClientOptions> = {}) => createTestClient({ autoConnect: false, ...options });

/** What no other token, and no other time, would change. */
const finalCodes = Object.keys(ERROR_CODES)
  .filter(isErrorCode)
  .filter((code) => ERROR_CODES[code].retry === 'never' && !isAboutIdentity(code));

const refuse = (code: ConstructorParameters<typeof RoomkeyError>[0], retryAfterMs?: number) => () => {
  throw new RoomkeyError(code, { retryAfterMs });
};

describe('a connection', () => {
  it('sends the token in the handshake and learns who it is', async () => {
    const { client, server, until, clock } = await setup();
    expect(client.session.get().status).toBe('loading');
    client.connect();
    await until('connected');
    expect(server.handshakes).toEqual(['token-1']);
    expect(client.session.get()).toEqual({
      status: 'authenticated',
      user: ada,
      reason: null,
      expiresAt: clock.now() + 600_000,
    });
  });

  it('is anonymous without a token', async () => {
    const { client, until } = await setup({ getToken: () => null });
    client.connect();
    await until('connected');
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'token_missing' });
  });

  it('comes back after the server ended it, as Socket.IO does not', async () => {
    const { client, server, until, clock } = await setup();
    client.connect();
    await until('connected');
    server.sockets()[0]?.disconnect(true);
    await until('reconnecting');
    expect(client.session.get().status).toBe('authenticated');
    clock.advance(1_000);
    await until('connected');
    expect(server.handshakes).toHaveLength(2);
  });

  it('gives up the wait when it is asked to connect', async () => {
    const { client, server, until } = await setup();
    client.connect();
    await until('connected');
    server.sockets()[0]?.disconnect(true);
    await until('reconnecting');
    client.connect();
    await until('connected');
    expect(server.handshakes).toHaveLength(2);
  });

  it('waits longer for a server that accepts and drops, until one connection lasts', async () => {
    const { client, server, until, clock } = await setup();
    const drop = async () => {
      await until('connected');
      server.sockets().at(-1)?.disconnect(true);
      await until('reconnecting');
    };
    client.connect();
    for (const attempt of [1, 2, 3]) {
      await drop();
      expect(client.connection.get()).toMatchObject({ attempt });
      clock.advance(3_000);
    }
    await until('connected');
    clock.advance(5_000);
    await drop();
    expect(client.connection.get()).toMatchObject({ attempt: 1 });
  });

  it('stays closed', async () => {
    const { client, server, until, clock } = await setup();
    client.connect();
    await until('connected');
    client.close();
    client.connect();
    client.identityChanged();
    expect(client.connection.get()).toEqual({ status: 'closed' });
    expect(client.socket.get()).toBeNull();
    expect(clock.timers).toBe(0);
    await eventually(() => expect(server.sockets()).toHaveLength(0));
    expect(server.handshakes).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it.each(['unavailable', 'draining', 'rate_limited', 'too_many_connections'] as const)(
    '%s is tried again and says nothing about the session',
    async (code) => {
      const { client, server, until, clock } = await setup();
      server.handshake = refuse(code);
      client.connect();
      await until('reconnecting');
      expect(client.connection.get()).toMatchObject({ attempt: 1, error: { code } });
      expect(client.session.get().status).toBe('loading');
      server.handshake = () => signedIn(ada);
      clock.advance(1_000);
      await until('connected');
    },
  );

  it('waits as long as the server asks', async () => {
    const { client, server, until, clock } = await setup();
    server.handshake = refuse('rate_limited', 60_000);
    client.connect();
    await until('reconnecting');
    clock.advance(59_999);
    expect(client.connection.get().status).toBe('reconnecting');
    expect(server.handshakes).toHaveLength(1);
    clock.advance(2_000);
    await eventually(() => expect(server.handshakes).toHaveLength(2));
  });

  it('token_invalid gets one fresh token', async () => {
    const { client, server, getToken, until } = await setup();
    getToken.mockImplementation(({ forceRefresh }) => (forceRefresh ? 'fresh' : 'stale'));
    server.handshake = (token) => (token === 'fresh' ? signedIn(ada) : refuse('token_invalid')());
    client.connect();
    await until('connected');
    expect(server.handshakes).toEqual(['stale', 'fresh']);
    expect(getToken.mock.calls.map(([ask]) => ask.reason)).toEqual(['connect', 'refused']);
  });

  it('token_invalid twice ends the session, and watching goes on', async () => {
    const { client, server, getToken, until } = await setup();
    server.handshake = (token) => (token === null ? notSignedIn() : refuse('token_invalid')());
    client.connect();
    await until('connected');
    expect(server.handshakes).toEqual(['token-1', 'token-1', null]);
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'token_invalid' });
    expect(getToken).toHaveBeenCalledTimes(2);

    server.handshake = () => signedIn(bob);
    client.identityChanged();
    await eventually(() => expect(client.session.get().user).toEqual(bob));
    expect(getToken).toHaveBeenLastCalledWith(
      expect.objectContaining({ forceRefresh: true, reason: 'identity-changed' }),
    );
  });

  it('session_revoked ends the session without asking for another token', async () => {
    const { client, server, getToken, until } = await setup();
    server.handshake = (token) => (token === null ? notSignedIn() : refuse('session_revoked')());
    client.connect();
    await until('connected');
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  it.each(finalCodes)('%s is final: nothing is tried again by itself', async (code) => {
    const { client, server, clock, getToken, until } = await setup();
    server.handshake = refuse(code);
    client.connect();
    await until('failed');
    clock.advance(3_600_000);
    expect(client.connection.get()).toMatchObject({ status: 'failed', error: { code } });
    expect(clock.timers).toBe(0);
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(client.session.get().status).toBe('loading');
  });

  it('of anonymous connections is final until the identity changes', async () => {
    const { client, server, getToken, until } = await setup();
    getToken.mockReturnValue(null);
    server.handshake = (token) => (token === null ? refuse('unauthenticated')() : signedIn(ada));
    client.connect();
    await until('failed');
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'unauthenticated' });
    getToken.mockReturnValue('token-1');
    client.identityChanged();
    await until('connected');
  });
});

describe('a session that ends while connected', () => {
  it('is renewed without a signed-out moment when its token has expired', async () => {
    const { client, server, getToken, until, clock } = await setup();
    client.connect();
    await until('connected');
    clock.jump(600_000);
    const states: string[] = [];
    client.session.subscribe(() => states.push(client.session.get().status));
    server.answer = (_name, _payload, socket) => {
      socket.emit('session', signedIn(ada));
      return { ok: true, data: undefined };
    };
    server.emit('session', notSignedIn('token_expired'));
    await eventually(() => expect(client.session.get().expiresAt).toBe(clock.now() + 600_000));
    expect(getToken).toHaveBeenLastCalledWith(expect.objectContaining({ forceRefresh: true }));
    expect(server.of('refresh-session')).toEqual([{ token: 'token-1' }]);
    expect(new Set(states)).toEqual(new Set(['authenticated']));
    expect(server.handshakes).toHaveLength(1);
  });

  it('goes on anonymously when there is no other token', async () => {
    const { client, server, getToken, until, clock } = await setup();
    client.connect();
    await until('connected');
    clock.jump(600_000);
    getToken.mockReturnValue(null);
    server.emit('session', notSignedIn('token_expired'));
    await eventually(() => expect(client.session.get()).toMatchObject({ reason: 'token_expired' }));
    await until('connected');
    expect(server.handshakes).toEqual(['token-1', null]);
  });

  it('accepts to be anonymous when fresh tokens are expired as well', async () => {
    const { client, server, until } = await setup();
    server.handshake = (token) => notSignedIn(token === null ? 'token_missing' : 'token_expired');
    client.connect();
    await until('connected');
    expect(server.handshakes).toEqual(['token-1', 'token-1']);
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'token_expired' });
  });

  it('ends at once when it is revoked', async () => {
    const { client, server, getToken, until } = await setup();
    client.connect();
    await until('connected');
    server.emit('session', notSignedIn('session_revoked'));
    for (const socket of server.sockets()) socket.disconnect(true);
    await eventually(() => expect(client.session.get()).toMatchObject({ reason: 'session_revoked' }));
    await until('connected');
    expect(server.handshakes).toEqual(['token-1', null]);
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
    expect(getToken).toHaveBeenCalledTimes(1);
  });
});

describe('getToken', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no network');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no network'))],
    ['returns rubbish', () => 42 as never],
    ['returns an empty string', () => ''],
  ])('that %s is an outage', async (_, getToken) => {
    const { client, server, until } = await setup({ getToken });
    client.connect();
    await until('reconnecting');
    expect(client.connection.get()).toMatchObject({ error: { code: 'unavailable' } });
    expect(client.session.get().status).toBe('loading');
    expect(server.handshakes).toEqual([]);
  });

  it('that hangs is an outage', async () => {
    const signals: AbortSignal[] = [];
    const { client, clock, until } = await setup({
      getToken: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    client.connect();
    await eventually(() => expect(signals).toHaveLength(1));
    clock.advance(10_000);
    await until('reconnecting');
    expect(signals[0]?.aborted).toBe(true);
  });

  it('that answers for former identities is ignored: one CONNECT, on one transport', async () => {
    const answers: ((token: string) => void)[] = [];
    const { client, server, until, settled } = await setup({
      getToken: () => new Promise((resolve) => answers.push(resolve)),
    });
    client.connect();
    for (const asked of [1, 2, 3]) {
      await eventually(() => expect(answers).toHaveLength(asked));
      client.identityChanged();
    }
    await eventually(() => expect(answers).toHaveLength(4));
    answers.toReversed().forEach((answer, index) => answer(index === 0 ? 'token-of-now' : 'token-of-before'));
    await until('connected');
    await settled();
    expect(server.handshakes).toEqual(['token-of-now']);
    expect(server.transports()).toBe(1);
  });

  it('that answers after the end opens no connection', async () => {
    const answers: ((token: string) => void)[] = [];
    const { client, clock, server, create, until } = await setup({
      getToken: () => new Promise((resolve) => answers.push(resolve)),
    });
    client.connect();
    await eventually(() => expect(answers).toHaveLength(1));
    client.close();
    answers[0]?.('too late');
    expect(clock.timers).toBe(0);
    const next = create();
    next.connect();
    await eventually(() => expect(answers).toHaveLength(2));
    answers[1]?.('in time');
    await eventually(() => expect(next.connection.get().status).toBe('connected'));
    await until('closed');
    expect(server.handshakes).toEqual(['in time']);
    expect(server.transports()).toBe(1);
  });
});

describe('another identity', () => {
  it('gets another socket, and nobody is known in between', async () => {
    const { client, server, getToken, until } = await setup();
    client.connect();
    await until('connected');
    const first = client.socket.get();
    server.handshake = () => signedIn(bob);
    getToken.mockReturnValue('token-2');
    client.identityChanged();
    expect(client.session.get().status).toBe('loading');
    expect(client.socket.get()).toBeNull();
    await until('connected');
    expect(client.socket.get()).not.toBe(first);
    expect(client.session.get().user).toEqual(bob);
    await eventually(() => expect(server.sockets()).toHaveLength(1));
  });

  it('is not announced by a client that is closed', async () => {
    const { client } = await setup({ channel: `test-${Math.random()}` });
    client.close();
    expect(() => client.identityChanged()).not.toThrow();
  });

  it('is never taken over by a connection that was another', async () => {
    const { client, server, until } = await setup();
    client.connect();
    await until('connected');
    const first = client.socket.get();
    server.handshake = () => signedIn(bob);
    server.emit('session', signedIn(bob));
    await eventually(() => expect(client.session.get().user).toEqual(bob));
    expect(client.socket.get()).not.toBe(first);
    expect(server.handshakes).toHaveLength(2);
  });

  it('is followed by the other tabs', async () => {
    const channel = `test-${Math.random()}`;
    const one = await setup({ channel });
    const other = await setup({ channel });
    one.client.connect();
    other.client.connect();
    await one.until('connected');
    await other.until('connected');
    one.client.identityChanged();
    await eventually(() => expect(other.server.handshakes).toHaveLength(2));
    await other.until('connected');
    await eventually(() => expect(one.server.handshakes).toHaveLength(2));
  });
});
