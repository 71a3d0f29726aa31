import { describe, expect, it } from 'vitest';
import type { PresenceState } from '../../src/protocol/index.ts';
import { join, openLobby } from '../fixtures/lobby.ts';
import type { Lobby, Onlooker } from '../fixtures/lobby.ts';
import { ask } from '../fixtures/stage.ts';

async function nextDiff({ clock }: Lobby, { socket, diffs }: Onlooker): Promise<void> {
  const before = diffs.length;
  clock.advance(250);
  await expect.poll(() => diffs.length).toBe(before + 1);
  await ask(socket, 'leave-quiet', { postId: 'p1' });
}

const people = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `user-${100 + number}`);

describe('a room of more people than are named', () => {
  it('names as many as it may, and counts all', async () => {
    const lobby = await openLobby({ presenceNames: 3 });
    const first = await join(await lobby.connect('ann'), 'post');
    for (const id of people(9)) await join(await lobby.connect(id), 'post');
    await nextDiff(lobby, first);
    expect(first.diffs[0]).toMatchObject({ count: 10, anonymous: 0, complete: false });
    expect(first.see()).toEqual(['ann', 'user-100', 'user-101', 0]);
    const last = await join(await lobby.connect('zoe'), 'post');
    expect(last.states[0]).toMatchObject({ count: 11, complete: false });
    expect(last.states[0]?.users).toHaveLength(3);
  });

  it('names somebody else when one of the named leaves, until all are named', async () => {
    const lobby = await openLobby({ presenceNames: 2 });
    const ann = await join(await lobby.connect('ann'), 'post');
    const others = [];
    for (const id of people(2)) others.push(await join(await lobby.connect(id), 'post'));
    await nextDiff(lobby, ann);
    expect(ann.see()).toEqual(['ann', 'user-100', 0]);
    await ask(others[0]?.socket as never, 'leave-post', { postId: 'p1' });
    await nextDiff(lobby, ann);
    expect(ann.see()).toEqual(['ann', 'user-101', 0]);
    expect(ann.diffs.at(-1)).toMatchObject({ left: ['user-100'], count: 2, complete: true });
  });

  it('can be one in which nobody is named', async () => {
    const lobby = await openLobby({ presenceNames: 0 });
    const ann = await join(await lobby.connect('ann'), 'post');
    expect(ann.states[0]).toMatchObject({ users: [], count: 1, complete: false });
  });
});

describe('what a change in a room costs', () => {
  /** Bytes that a member hears when somebody comes and when somebody goes, and that somebody who comes hears. */
  async function costsIn(members: number): Promise<readonly number[]> {
    const lobby = await openLobby({ presenceNames: 20 });
    const ann = await join(await lobby.connect('ann'), 'post');
    await Promise.all(people(members - 1).map(async (id) => join(await lobby.connect(id), 'post')));
    await nextDiff(lobby, ann);
    const zoe = await join(await lobby.connect('zoe'), 'post');
    await nextDiff(lobby, ann);
    await ask(zoe.socket, 'leave-post', { postId: 'p1' });
    await nextDiff(lobby, ann);
    // Figures of the same number of digits: only what grows would differ.
    const bytes = (message: PresenceState | (typeof ann.diffs)[number] | undefined): number =>
      JSON.stringify(message).replaceAll(/"count":\d+/g, '"count":0').length;
    return [...ann.diffs.slice(1).map(bytes), zoe.states[0]?.users.length ?? -1, ann.diffs.length];
  }

  it('does not grow with its members beyond those who are named', async () => {
    expect(await costsIn(300)).toEqual(await costsIn(30));
  }, 20_000);

  it('is one frame for each member, however many came', async () => {
    const lobby = await openLobby();
    const ann = await join(await lobby.connect('ann'), 'post');
    await Promise.all(people(50).map(async (id) => join(await lobby.connect(id), 'post')));
    await nextDiff(lobby, ann);
    expect(ann.diffs.map(({ joined }) => joined.length)).toEqual([51]);
  });
});

describe('what leaves the server of a user', () => {
  it('is id, name and avatar, to members and to other servers', async () => {
    const lobby = await openLobby({ nodes: 2 });
    const heard: unknown[] = [];
    lobby.cluster.node(1).io.on('roomkey', (message: unknown) => heard.push(message));
    const ann = await join(await lobby.connect('ann', { node: 0 }), 'post');
    const bob = await join(await lobby.connect('bob', { node: 1 }), 'post');
    await expect
      .poll(() => {
        lobby.clock.advance(250);
        return bob.see();
      })
      .toEqual(['ann', 'bob', 0]);
    const all = JSON.stringify([heard, ann.states, ann.diffs, bob.states, bob.diffs]);
    expect(JSON.stringify(heard)).toContain('"joined":[{"id":"ann","name":"ann","avatar":null}]');
    for (const word of ['secret', 'role', 'session-of-ann']) expect(all).not.toContain(word);
  });
});

describe('the options of presence', () => {
  it.each([{ presenceNames: -1 }, { presenceNames: 1.5 }, { presenceNames: Number.NaN }])(
    'are refused as %j',
    async (options) => {
      await expect(openLobby(options)).rejects.toThrow('presenceNames');
    },
  );
});
