import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { RoomkeyError } from '../errors/index.ts';
import { createTestClient } from './client.test-util.ts';
import type { ClientOptions } from './types.ts';
import { ada, denial, eventually, notSignedIn, signedIn } from './wire-server.test-util.ts';
import type { WireServer } from './wire-server.test-util.ts';

const LIFETIME = 100_000;

/** Renews the connection that asks and those it names, as a server does for connections of one session. */
function renewNamed(server: WireServer): void {
  server.handshake = (token) => (token === null ? notSignedIn() : signedIn(ada, LIFETIME));
  server.answer = (name, payload, { id }) => {
    const named = new Set([id, ...connectionsIn(payload)]);
    const renewed =
      name === 'refresh-session' ? server.sockets().filter((socket) => named.has(socket.id)) : [];
    for (const socket of renewed) socket.emit('session', signedIn(ada, LIFETIME));
    return { ok: true, data: undefined };
  };
}

const connectionsIn = (payload: unknown): readonly string[] =>
  z.object({ connections: z.array(z.string()).default([]) }).parse(payload ?? {}).connections;

async function setup(options: Partial<ClientOptions> = {}) {
  const test = await createTestClient({ autoConnect: false, ...options });
  const { server, client, getToken, until } = test;
  renewNamed(server);
  let tokens = 0;
  getToken.mockImplementation(() => `token-${++tokens}`);
  client.connect();
  await until('connected');
  return { ...test, renewals: () => server.of('refresh-session') };
}

describe('a session', () => {
  it('is renewed on its connection before it runs out, lifetime after lifetime', async () => {
    const { server, clock, client, getToken, renewals } = await setup();
    for (const lifetime of [1, 2, 3]) {
      clock.advance(LIFETIME * 0.75);
      await eventually(() => expect(client.session.get().expiresAt).toBe(clock.now() + LIFETIME));
      expect(renewals()).toHaveLength(lifetime);
    }
    expect(getToken).toHaveBeenLastCalledWith(
      expect.objectContaining({ forceRefresh: true, reason: 'expiring' }),
    );
    expect(getToken).toHaveBeenCalledTimes(4);
    expect(server.handshakes).toHaveLength(1);
  });

  it('is renewed in time, however often the server says who it is', async () => {
    const { server, clock, client, renewals } = await setup();
    const { expiresAt } = client.session.get();
    for (let told = 0; told < 20; told += 1) {
      clock.advance(LIFETIME * 0.035);
      const name = `Ada ${told}`;
      server.emit('session', signedIn({ ...ada, name }, (expiresAt ?? 0) - clock.now()));
      await eventually(() => expect(client.session.get().user).toMatchObject({ name }));
    }
    expect(renewals()).toHaveLength(0);
    clock.advance(LIFETIME * 0.05);
    await eventually(() => expect(renewals()).toHaveLength(1));
  });

  it('is tried again after an outage, while there is time', async () => {
    const { server, clock, client, renewals } = await setup();
    const renewed = server.answer;
    server.answer = (...asked) => {
      server.answer = renewed;
      return asked[0] === 'refresh-session' ? denial(new RoomkeyError('unavailable')) : null;
    };
    clock.advance(LIFETIME * 0.75);
    const before = client.session.get().expiresAt ?? Infinity;
    await eventually(() => {
      clock.advance(50);
      expect(client.session.get().expiresAt).toBeGreaterThan(before);
    });
    expect(renewals()).toHaveLength(2);
    expect(server.handshakes).toHaveLength(1);
  });

  it('is kept and asked for again while the token cannot be had, and nobody notices', async () => {
    const { server, clock, client, getToken, renewals } = await setup();
    getToken.mockRejectedValueOnce(new TypeError('offline')).mockRejectedValueOnce(new Error('status 500'));
    const seen: string[] = [];
    client.session.subscribe(() => seen.push(client.session.get().status));
    clock.advance(LIFETIME * 0.75);
    const before = client.session.get().expiresAt ?? Infinity;
    await eventually(() => {
      clock.advance(50);
      expect(client.session.get().expiresAt).toBeGreaterThan(before);
    });
    expect(getToken).toHaveBeenCalledTimes(4);
    expect(renewals()).toHaveLength(1);
    expect(new Set(seen)).toEqual(new Set(['authenticated']));
    expect(server.handshakes).toHaveLength(1);
  });

  it('is connected anew when renewing fails until it is too late', async () => {
    const { server, clock, client, getToken } = await setup();
    getToken.mockImplementationOnce(() => {
      throw new Error('no network');
    });
    clock.jump(LIFETIME);
    server.emit('session', notSignedIn('token_expired'));
    await eventually(() => expect(server.handshakes).toHaveLength(2));
    await eventually(() => expect(client.connection.get().status).toBe('connected'));
    expect(client.session.get().user).toEqual(ada);
  });

  it('ends when there is no token any more', async () => {
    const { clock, client, getToken, server, until } = await setup();
    getToken.mockReturnValue(null);
    const seen: string[] = [];
    client.session.subscribe(() => seen.push(client.session.get().status));
    clock.advance(LIFETIME * 0.75);
    await eventually(() => expect(client.session.get()).toMatchObject({ reason: 'token_expired' }));
    await eventually(() => expect(server.handshakes).toEqual(['token-1', null]));
    await until('connected');
    clock.advance(LIFETIME);
    expect(new Set(seen)).toEqual(new Set(['anonymous']));
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it('ends when the server says that it was revoked', async () => {
    const { server, clock, client } = await setup();
    server.answer = () => denial(new RoomkeyError('session_revoked'));
    clock.advance(LIFETIME * 0.75);
    await eventually(() => expect(client.session.get()).toMatchObject({ reason: 'session_revoked' }));
  });

  it('of another user is a change of identity', async () => {
    const { server, clock, client, getToken } = await setup();
    server.answer = () => denial(new RoomkeyError('identity_mismatch'));
    const states: string[] = [];
    client.session.subscribe(() => states.push(client.session.get().status));
    clock.advance(LIFETIME * 0.75);
    await eventually(() => expect(states).toEqual(['loading', 'authenticated']));
    expect(getToken).toHaveBeenLastCalledWith(expect.objectContaining({ reason: 'identity-changed' }));
  });

  it('is renewed when a page wakes that slept past the time', async () => {
    const listeners = new Map<string, () => void>();
    const on = {
      addEventListener: (name: string, listener: () => void) => void listeners.set(name, listener),
    };
    const page = { ...on, removeEventListener: () => {}, visibilityState: 'visible' };
    vi.stubGlobal('window', page);
    vi.stubGlobal('document', page);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { clock, client } = await setup();
    clock.jump(LIFETIME * 0.8);
    listeners.get('visibilitychange')?.();
    await eventually(() => expect(client.session.get().expiresAt).toBe(clock.now() + LIFETIME));
  });

  it('needs one token for all tabs', async () => {
    const { server, clock, client, create, getToken, renewals, settled } = await setup({
      channel: `test-${Math.random()}`,
    });
    let holder = false;
    const request = async (
      _name: string,
      _options: object,
      task: (lock: object | null) => Promise<boolean>,
    ) => {
      if (holder) return task(null);
      holder = true;
      return task({}).finally(() => {
        holder = false;
      });
    };
    vi.stubGlobal('navigator', { locks: { request } });
    const others = [create(), create(), create(), create()];
    onTestFinished(() => void vi.unstubAllGlobals());
    for (const other of others) other.connect();
    await eventually(() => expect(server.handshakes).toHaveLength(5));
    await eventually(() =>
      expect(others.every(({ session }) => session.get().status === 'authenticated')).toBe(true),
    );
    getToken.mockClear();
    clock.advance(LIFETIME * 0.75);
    const before = clock.now();
    await eventually(() => {
      clock.advance(10);
      for (const tab of [client, ...others])
        expect(tab.session.get().expiresAt).toBeGreaterThan(before + LIFETIME);
    });
    clock.advance(1_000);
    await settled();
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(renewals()).toHaveLength(1);
  });

  it('is renewed where a page may have no locks', async () => {
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error('SecurityError')) } });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { clock, client } = await setup({ channel: `test-${Math.random()}` });
    clock.advance(LIFETIME * 0.75);
    const before = clock.now();
    await eventually(() => {
      clock.advance(10);
      expect(client.session.get().expiresAt).toBeGreaterThan(before + LIFETIME);
    });
  });

  it('is renewed by each tab when the one that should has stopped', async () => {
    vi.stubGlobal('navigator', {
      locks: {
        request: (_name: string, _options: object, task: (lock: null) => unknown) =>
          Promise.resolve(task(null)),
      },
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { clock, client, renewals } = await setup({ channel: `test-${Math.random()}` });
    clock.advance(LIFETIME * 0.75);
    await eventually(() => {
      clock.advance(1_000);
      expect(renewals()).toHaveLength(1);
    });
    await eventually(() =>
      expect(client.session.get().expiresAt).toBeGreaterThan(clock.now() + LIFETIME * 0.9),
    );
  });

  it('whose tokens die young is renewed once a second at most', async () => {
    const { server, clock, getToken } = await setup();
    server.answer = (name, _payload, socket) => {
      if (name === 'refresh-session') socket.emit('session', signedIn(ada, 1));
      return { ok: true, data: undefined };
    };
    const askedAt: number[] = [];
    getToken.mockImplementation(() => `token at ${askedAt.push(clock.now())}`);
    clock.advance(LIFETIME * 0.75);
    const step = 50;
    await eventually(() => {
      clock.advance(step);
      expect(askedAt.length).toBeGreaterThan(3);
    });
    const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 - step);
  });
});
