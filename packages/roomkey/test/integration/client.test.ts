import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import type { Client, GetToken } from '../../src/client/index.ts';
import { eventually } from '../../src/client/wire-server.test-util.ts';
import { boardContract } from '../fixtures/board.ts';
import type { BoardContract } from '../fixtures/board.ts';
import { setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';

const LIFETIME_SEC = 60;

/** A browser: it has a session cookie, which is all that its token source goes by. */
function setBrowser(stage: Stage, userId: string | null, channel: string | null = null) {
  const browser = { userId };
  const getToken = vi.fn<GetToken>(async () =>
    browser.userId === null
      ? null
      : stage.world.mint.mint({ userId: browser.userId, lifetimeSec: LIFETIME_SEC }),
  );
  const open = async (chance = 0): Promise<Client<BoardContract>> => {
    const client = createClient(boardContract, {
      url: stage.harness.url,
      getToken,
      clock: stage.clock,
      random: () => chance,
      channel,
    });
    onTestFinished(() => client.close());
    await eventually(() => expect(client.connection.get().status).toBe('connected'));
    return client;
  };
  return { browser, getToken, open };
}

const joined = (lease: { state: { get(): { status: string } } }) =>
  eventually(() => expect(lease.state.get().status).toBe('joined'));

const isRenewed = (stage: Stage) => (client: Client<BoardContract>) =>
  (client.session.get().expiresAt ?? 0) > stage.clock.now() + LIFETIME_SEC * 900;

const renewed = (stage: Stage, client: Client<BoardContract>) =>
  eventually(() => expect(isRenewed(stage)(client)).toBe(true));

describe('a client', () => {
  it('outlives its tokens on one connection, and its room never notices', async () => {
    await using stage = await setStage();
    const { open, getToken } = setBrowser(stage, 'alice');
    const client = await open();
    const socket = client.socket.get();
    const room = client.room('post', { postId: 'p1' });
    await joined(room);
    const states = vi.fn<() => void>();
    room.state.subscribe(states);
    for (const lifetime of [1, 2, 3, 4, 5]) {
      await stage.pass(LIFETIME_SEC * 750);
      await renewed(stage, client);
      expect(getToken).toHaveBeenCalledTimes(lifetime + 1);
    }
    expect(client.socket.get()).toBe(socket);
    expect(states).not.toHaveBeenCalled();
    expect(stage.members('post:p1')).toBe(1);
  });

  it('comes back to its rooms after a sleep past the expiry, never signed out', async () => {
    await using stage = await setStage();
    const client = await setBrowser(stage, 'alice').open();
    const room = client.room('post', { postId: 'p1' });
    await joined(room);
    const seen: string[] = [];
    client.session.subscribe(() => seen.push(client.session.get().status));
    stage.clock.jump(LIFETIME_SEC * 2_000);
    expect(await client.request('like-post', { postId: 'p1' })).toEqual({ likeCount: 1, version: 1 });
    await joined(room);
    expect(new Set(seen)).toEqual(new Set(['authenticated']));
    expect(stage.members('post:p1')).toBe(1);
  });

  it('hears that it was revoked, and goes on watching', async () => {
    await using stage = await setStage();
    const client = await setBrowser(stage, 'alice').open();
    const post = client.room('post', { postId: 'p1' });
    const watch = client.room('watch', { postId: 'p1' });
    await joined(post);
    await joined(watch);
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    await eventually(() => expect(client.session.get()).toMatchObject({ reason: 'session_revoked' }));
    await joined(watch);
    await eventually(() => expect(post.state.get()).toMatchObject({ error: { code: 'unauthenticated' } }));
    expect(client.session.get()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  it('acts as nobody else after a change of user', async () => {
    await using stage = await setStage();
    const { browser, open } = setBrowser(stage, 'alice');
    const client = await open();
    const room = client.room('post', { postId: 'p1' });
    await joined(room);
    const late = client.request('like-post', { postId: 'p2' }).catch((error: unknown) => error);
    browser.userId = 'bob';
    client.identityChanged();
    await client.request('like-post', { postId: 'p1' });
    await joined(room);
    expect(client.session.get().user?.id).toBe('bob');
    expect(await late).toMatchObject({ code: 'identity_mismatch' });
    expect([...(stage.world.likes.get('p1') ?? [])]).toEqual(['bob']);
    expect(stage.world.likes.get('p2')?.has('bob') ?? false).toBe(false);
  });

  it('leaves the room that it may not read any more', async () => {
    await using stage = await setStage();
    const client = await setBrowser(stage, 'alice').open();
    const room = client.room('post', { postId: 'p1' });
    await joined(room);
    stage.world.blocked.set('p1', new Set(['alice']));
    await stage.roomkey.reauthorize({ userId: 'alice' });
    await eventually(() => expect(room.state.get()).toMatchObject({ error: { code: 'forbidden' } }));
    expect(client.session.get().status).toBe('authenticated');
  });

  it('keeps its session through an outage of the database', async () => {
    await using stage = await setStage();
    const client = await setBrowser(stage, 'alice').open();
    stage.world.before = (step) => {
      if (step === 'load') throw new Error('database down');
    };
    stage.harness.io.disconnectSockets(true);
    await eventually(() =>
      expect(client.connection.get()).toMatchObject({ status: 'reconnecting', attempt: 1 }),
    );
    await stage.pass(1_000);
    await eventually(() =>
      expect(client.connection.get()).toMatchObject({ status: 'reconnecting', attempt: 2 }),
    );
    expect(client.session.get()).toMatchObject({ status: 'authenticated', user: { id: 'alice' } });
    stage.world.before = () => undefined;
    await stage.pass(5_000);
    await eventually(() => expect(client.connection.get().status).toBe('connected'));
  });
});

describe('the tabs of one browser', () => {
  it('need one token between them for each lifetime', async () => {
    await using stage = await setStage();
    const { open, getToken } = setBrowser(stage, 'alice', `test-${process.pid}`);
    const tabs = [await open(0), await open(0.5), await open(1)];
    getToken.mockClear();
    for (const lifetime of [1, 2, 3]) {
      await stage.pass(LIFETIME_SEC * 725);
      // The tab that renews waits for the others to say which connections are theirs.
      await eventually(() => {
        stage.clock.advance(20);
        expect(tabs.every(isRenewed(stage))).toBe(true);
      });
      expect(getToken).toHaveBeenCalledTimes(lifetime);
    }
    expect(stage.harness.sockets).toBe(3);
  });
});
