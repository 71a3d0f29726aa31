import { describe, expect, it } from 'vitest';
import { openDealtLobby } from '../fixtures/dealt-lobby.ts';
import type { DealtLobby } from '../fixtures/dealt-lobby.ts';
import { join } from '../fixtures/lobby.ts';
import type { Onlooker } from '../fixtures/lobby.ts';
import { isOneServer, pass } from '../fixtures/servers.ts';
import { ask, denied, record } from '../fixtures/stage.ts';

const INTERVAL_MS = 250;

// What is only true of one server: who is on another is heard of some intervals later, from each in a message of its
// own (docs/presence.md, and many-servers.test.ts for what holds then).

/** Two more where servers tell each other first what they then tell their members. */
const INTERVALS = isOneServer ? 1 : 3;

/** Lets what was asked before arrive, then the interval pass. */
async function nextDiffs(lobby: DealtLobby, ...onlookers: readonly Onlooker[]): Promise<void> {
  await Promise.all(onlookers.map(({ socket }) => ask(socket, 'leave-quiet', { postId: 'p1' })));
  for (let interval = 0; interval < INTERVALS; interval += 1) {
    await lobby.servers.caughtUp();
    await pass(lobby, INTERVAL_MS);
  }
  await Promise.all(onlookers.map(({ socket }) => ask(socket, 'leave-quiet', { postId: 'p1' })));
}

describe('whoever joins a room with presence', () => {
  it.runIf(isOneServer)('is told who is there right after it joined, itself included', async () => {
    const lobby = await openDealtLobby();
    await join(await lobby.connect('ann'), 'post');
    const socket = await lobby.connect('bob');
    const heard = record(socket);
    await join(socket, 'post');
    expect(heard.map(([event]) => event)).toEqual(['joined-post', 'presence-state']);
    expect(heard[1]?.[1]).toEqual({
      room: 'post',
      postId: 'p1',
      users: [
        { id: 'ann', name: 'ann', avatar: null },
        { id: 'bob', name: 'bob', avatar: null },
      ],
      anonymous: 0,
      count: 2,
      complete: true,
      version: 0,
    });
  });

  it('is told so when a handler let it in', async () => {
    const lobby = await openDealtLobby();
    const socket = await lobby.connect(null);
    const heard = record(socket);
    await ask(socket, 'look', { postId: 'p1' });
    expect(heard).toEqual([
      ['presence-state', expect.objectContaining({ room: 'watch', anonymous: 1, count: 0 })],
    ]);
  });

  it('hears nothing of it in a room without', async () => {
    const lobby = await openDealtLobby();
    const socket = await lobby.connect('ann');
    const heard = record(socket);
    await ask(socket, 'join-quiet', { postId: 'p1' });
    await ask(await lobby.connect('bob'), 'join-quiet', { postId: 'p1' });
    await pass(lobby, 10_000);
    await ask(socket, 'leave-quiet', { postId: 'p1' });
    expect(heard.map(([event]) => event)).toEqual(['joined-quiet', 'left-quiet']);
  });
});

describe('members of a room', () => {
  it.runIf(isOneServer)('hear once in an interval who came and left, however many did', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const others = await Promise.all(
      ['bob', 'cid', 'dan'].map(async (id) => join(await lobby.connect(id), 'post')),
    );
    await nextDiffs(lobby, ann, ...others);
    expect(ann.diffs).toHaveLength(1);
    others[0]?.socket.disconnect();
    await expect.poll(() => lobby.connections()).toBe(3);
    await others[1]?.socket.emitWithAck('leave-post', { postId: 'p1' });
    await nextDiffs(lobby, ann, ...others.slice(1));
    expect(
      ann.diffs.map(({ joined, left, count, version }) => [joined.length, left.toSorted(), count, version]),
    ).toEqual([
      [4, [], 4, 1],
      [0, ['bob', 'cid'], 2, 2],
    ]);
    expect([ann.see(), others[2]?.see()]).toEqual([
      ['ann', 'dan', 0],
      ['ann', 'dan', 0],
    ]);
    // Whoever left heard no more of it.
    expect(others[1]?.diffs).toHaveLength(1);
  });

  it('see one person for many tabs, until the last of them is closed', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const tabs = await Promise.all([1, 2, 3].map(async () => join(await lobby.connect('bob'), 'post')));
    await nextDiffs(lobby, ann);
    expect([ann.see(), ann.count]).toEqual([['ann', 'bob', 0], 2]);
    for (const [closed, tab] of tabs.entries()) {
      expect(ann.see()).toContain('bob');
      tab.socket.disconnect();
      await expect.poll(() => lobby.connections()).toBe(3 - closed);
      await nextDiffs(lobby, ann);
    }
    expect([ann.see(), ann.diffs.flatMap(({ left }) => left)]).toEqual([['ann', 0], ['bob']]);
  });

  it('hear the number of those who are not signed in', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'watch');
    const visitors = await Promise.all([1, 2].map(async () => join(await lobby.connect(null), 'watch')));
    await nextDiffs(lobby, ann);
    expect([ann.see(), ann.count]).toEqual([['ann', 2], 1]);
    visitors[0]?.socket.disconnect();
    await expect.poll(() => lobby.connections()).toBe(2);
    await nextDiffs(lobby, ann);
    expect(ann.see()).toEqual(['ann', 1]);
  });

  it.runIf(isOneServer)('see nothing of a page that is loaded again', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const before = await join(await lobby.connect('bob'), 'post');
    await nextDiffs(lobby, ann);
    before.socket.disconnect();
    await expect.poll(() => lobby.connections()).toBe(1);
    lobby.clock.advance(INTERVAL_MS - 1);
    const after = await join(await lobby.connect('bob'), 'post');
    await nextDiffs(lobby, ann, after);
    expect(ann.diffs).toHaveLength(1);
    expect(after.see()).toEqual(['ann', 'bob', 0]);
  });

  it.runIf(isOneServer)('who came in between are right too, whatever the interval hid', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const bob = await lobby.connect('bob');
    await join(bob, 'post');
    await nextDiffs(lobby, ann);
    // Gone when cid comes, back when the diff is made: to ann nothing happened, but cid was told otherwise.
    await ask(bob, 'leave-post', { postId: 'p1' });
    const cid = await join(await lobby.connect('cid'), 'post');
    expect(cid.see()).toEqual(['ann', 'cid', 0]);
    await ask(bob, 'join-post', { postId: 'p1' });
    // And the other way round: dan is there only when eve comes.
    const dan = await lobby.connect('dan');
    await join(dan, 'post');
    const eve = await join(await lobby.connect('eve'), 'post');
    await ask(dan, 'leave-post', { postId: 'p1' });
    await nextDiffs(lobby, ann, cid, eve);
    for (const one of [ann, cid, eve]) expect(one.see()).toEqual(['ann', 'bob', 'cid', 'eve', 0]);
  });
});

describe('somebody whose identity changes', () => {
  it('becomes a number when the token runs out where that is allowed, and is gone elsewhere', async () => {
    const lobby = await openDealtLobby();
    const ann = await lobby.connect('ann');
    const [watch, post] = [await join(ann, 'watch'), await join(ann, 'post')];
    const bob = await lobby.connect('bob', { lifetimeSec: 60 });
    await join(bob, 'watch');
    await join(bob, 'post');
    await nextDiffs(lobby, watch);
    expect([watch.see(), post.see()]).toEqual([
      ['ann', 'bob', 0],
      ['ann', 'bob', 0],
    ]);
    await pass(lobby, 60_000);
    await nextDiffs(lobby, watch);
    expect([watch.see(), post.see()]).toEqual([
      ['ann', 1],
      ['ann', 0],
    ]);
  });

  it('is shown by the new name', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    await join(await lobby.connect('bob'), 'post');
    await nextDiffs(lobby, ann);
    lobby.names.set('bob', 'Robert');
    await lobby.roomkey.reauthorize({ userId: 'bob' });
    await nextDiffs(lobby, ann);
    expect(ann.see()).toEqual(['Robert', 'ann', 0]);
    expect(ann.diffs.at(-1)).toMatchObject({ joined: [{ id: 'bob', name: 'Robert' }], left: [], count: 2 });
  });

  it('is gone when the room is lost, and hears no more of it', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const bob = await join(await lobby.connect('bob'), 'post');
    await nextDiffs(lobby, ann, bob);
    const heard = bob.diffs.length;
    lobby.blocked.add('bob');
    await lobby.roomkey.reauthorize({ room: 'post', params: { postId: 'p1' } });
    await nextDiffs(lobby, ann, bob);
    expect([ann.see(), bob.diffs.length]).toEqual([['ann', 0], heard]);
    expect(await ask(bob.socket, 'presence-state', { room: 'post', postId: 'p1' })).toEqual(
      denied('not_joined'),
    );
  });

  it('is taken out once, though the room is lost after the connection has ended', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    const tab = await join(await lobby.connect('bob'), 'post');
    let answer = (): void => undefined;
    lobby.policyWaits = new Promise((resolve) => (answer = resolve));
    const asked = lobby.roomkey.reauthorize({ room: 'post', params: { postId: 'p1' } });
    await lobby.servers.caughtUp();
    tab.socket.disconnect();
    await expect.poll(() => lobby.connections()).toBe(1);
    lobby.policyWaits = null;
    await join(await lobby.connect('bob'), 'post');
    // The answer is about the tab that is closed, and must not take away the one that is open.
    lobby.blocked.add('bob');
    answer();
    await asked;
    await nextDiffs(lobby, ann);
    expect([ann.see(), ann.count]).toEqual([['ann', 'bob', 0], 2]);
  });

  it('is gone when the session is revoked', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'watch');
    await join(await lobby.connect('bob'), 'watch');
    await nextDiffs(lobby, ann);
    await lobby.roomkey.revoke({ userId: 'bob' });
    await nextDiffs(lobby, ann);
    expect(ann.see()).toEqual(['ann', 0]);
  });
});

describe('a diff that was missed', () => {
  it.runIf(isOneServer)('shows in the version of the next', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    for (const id of ['bob', 'cid']) {
      await join(await lobby.connect(id), 'post');
      await nextDiffs(lobby, ann);
    }
    expect(ann.diffs.map(({ version }) => version)).toEqual([1, 2]);
  });

  it.runIf(isOneServer)('shows in the version of an empty one when nothing else happens', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    await nextDiffs(lobby, ann);
    await pass(lobby, 2_000);
    await nextDiffs(lobby, ann);
    await pass(lobby, 60_000);
    await nextDiffs(lobby, ann);
    expect(ann.diffs).toHaveLength(2);
    expect(ann.diffs[1]).toMatchObject({ joined: [], left: [], count: 1, version: 2 });
  });

  it('is made up for by asking', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    await join(await lobby.connect('bob'), 'post');
    await nextDiffs(lobby, ann);
    const users = ['ann', 'bob'].map((id) => ({ id, name: id, avatar: null }));
    expect(await ask(ann.socket, 'presence-state', { room: 'post', postId: 'p1' })).toEqual({
      ok: true,
      data: {
        room: 'post',
        postId: 'p1',
        users,
        anonymous: 0,
        count: 2,
        complete: true,
        version: expect.any(Number),
      },
    });
  });
});

describe('the request presence-state', () => {
  it('is for members', async () => {
    const lobby = await openDealtLobby();
    await join(await lobby.connect('ann'), 'post');
    const bob = await lobby.connect('bob');
    expect(await ask(bob, 'presence-state', { room: 'post', postId: 'p1' })).toEqual(denied('not_joined'));
    await join(bob, 'post', 'p2');
    expect(await ask(bob, 'presence-state', { room: 'post', postId: 'p1' })).toEqual(denied('not_joined'));
    const nobody = await lobby.connect(null);
    expect(await ask(nobody, 'presence-state', { room: 'watch', postId: 'p1' })).toEqual(
      denied('not_joined'),
    );
  });

  it('asks the policy again', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    lobby.blocked.add('ann');
    expect(await ask(ann.socket, 'presence-state', { room: 'post', postId: 'p1' })).toEqual(
      denied('forbidden'),
    );
  });

  it('is judged by the time, whatever the timers noticed', async () => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann', { lifetimeSec: 60 }), 'post');
    lobby.clock.jump(60_000);
    expect(await ask(ann.socket, 'presence-state', { room: 'post', postId: 'p1' })).toEqual(
      denied('not_joined'),
    );
  });

  it.each([
    undefined,
    null,
    'post',
    [],
    {},
    { room: 'post' },
    { postId: 'p1' },
    { room: 'quiet', postId: 'p1' },
    { room: '__proto__', postId: 'p1' },
    { room: ['post'], postId: 'p1' },
    { room: 'post', postId: 1 },
    { room: 'post', postId: 'p1', more: true },
  ])('is refused as %j', async (payload) => {
    const lobby = await openDealtLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    expect(await ask(ann.socket, 'presence-state', payload)).toEqual(denied('invalid_payload'));
  });
});
