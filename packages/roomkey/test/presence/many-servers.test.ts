import { describe, expect, it } from 'vitest';
import { join, openLobby } from '../fixtures/lobby.ts';
import type { Lobby, Onlooker } from '../fixtures/lobby.ts';

const SOON = { interval: 10, timeout: 5_000 };

/** What an onlooker sees, after some more time has passed. */
const seenBy =
  ({ clock }: Lobby, onlooker: Onlooker) =>
  () => {
    clock.advance(250);
    return onlooker.see();
  };

async function openThree() {
  const lobby = await openLobby({ nodes: 3 });
  const enter = async (userId: string | null, node: number, room = 'post') =>
    join(await lobby.connect(userId, { node }), room);
  return { lobby, enter };
}

describe('on several servers', () => {
  it('members see the people of all of them, from the moment they come', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    const bob = await enter('bob', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 0]);
    await expect.poll(seenBy(lobby, bob), SOON).toEqual(['ann', 'bob', 0]);
    // The first member of a server asks the others.
    const cid = await enter('cid', 2);
    await expect.poll(seenBy(lobby, cid), SOON).toEqual(['ann', 'bob', 'cid', 0]);
    bob.socket.disconnect();
    for (const one of [ann, cid]) await expect.poll(seenBy(lobby, one), SOON).toEqual(['ann', 'cid', 0]);
  });

  it('a user on two of them is one person, and stays until the last connection is closed', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    const [first, second] = [await enter('bob', 1), await enter('bob', 2)];
    await enter(null, 1, 'watch');
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 0]);
    await expect.poll(seenBy(lobby, second), SOON).toEqual(['ann', 'bob', 0]);
    expect(ann.count).toBe(2);
    first.socket.disconnect();
    const dan = await enter('dan', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 'dan', 0]);
    await expect.poll(seenBy(lobby, dan), SOON).toEqual(['ann', 'bob', 'dan', 0]);
    expect(ann.diffs.flatMap(({ left }) => left)).toEqual([]);
    second.socket.disconnect();
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'dan', 0]);
  });

  it('anonymous connections add up', async () => {
    const { lobby, enter } = await openThree();
    const visitors = await Promise.all([0, 1, 1, 2].map(async (node) => enter(null, node, 'watch')));
    for (const visitor of visitors) await expect.poll(seenBy(lobby, visitor), SOON).toEqual([4]);
    visitors[1]?.socket.disconnect();
    for (const place of [0, 2, 3])
      await expect.poll(seenBy(lobby, visitors[place] as Onlooker), SOON).toEqual([3]);
  });

  it('a name that changed is the new one everywhere', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    await enter('bob', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 0]);
    lobby.names.set('bob', 'Robert');
    await lobby.cluster.node(1).attached.reauthorize({ userId: 'bob' });
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['Robert', 'ann', 0]);
  });

  it('more people than a message holds arrive whole', async () => {
    const lobby = await openLobby({ nodes: 2, presenceNames: 2_000 });
    const people = Array.from({ length: 620 }, (_, number) => `user-${number}`);
    await Promise.all(people.map(async (id) => join(await lobby.connect(id, { node: 1 }), 'post')));
    const ann = await join(await lobby.connect('ann', { node: 0 }), 'post');
    await expect.poll(seenBy(lobby, ann), SOON).toHaveLength(622);
    expect(ann.count).toBe(621);
  }, 20_000);
});

describe('a server that is gone', () => {
  it('takes its people with it within ten seconds, though it said nothing', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    await enter('bob', 1);
    const cid = await enter('cid', 2);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 'cid', 0]);
    await expect.poll(seenBy(lobby, cid), SOON).toEqual(['ann', 'bob', 'cid', 0]);
    lobby.cluster.bus.isolate(1);
    const cutAt = lobby.clock.now();
    for (const one of [ann, cid]) await expect.poll(seenBy(lobby, one), SOON).toEqual(['ann', 'cid', 0]);
    expect(lobby.clock.now() - cutAt).toBeLessThan(10_000);
  });

  it('takes them at once when it says goodbye', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    await enter('bob', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 0]);
    lobby.cluster.node(1).attached.close();
    const closedAt = lobby.clock.now();
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 0]);
    expect(lobby.clock.now() - closedAt).toBeLessThan(5_000);
  });
});

describe('a bus that fails', () => {
  it('and is mended leaves everybody with the truth, whatever was lost', async () => {
    const { lobby, enter } = await openThree();
    const [ann, bob, cid] = [await enter('ann', 0), await enter('bob', 1), await enter('cid', 2)];
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 'cid', 0]);
    lobby.cluster.bus.stop();
    bob.socket.disconnect();
    const dan = await enter('dan', 1);
    await enter('eve', 2, 'watch');
    await expect.poll(seenBy(lobby, dan), SOON).toContain('dan');
    lobby.cluster.bus.mend();
    for (const one of [ann, cid, dan])
      await expect.poll(seenBy(lobby, one), SOON).toEqual(['ann', 'cid', 'dan', 0]);
  });

  it('and loses the last message of a server is found out within seconds', async () => {
    const { lobby, enter } = await openThree();
    const [ann, bob] = [await enter('ann', 0), await enter('bob', 1)];
    await enter('cid', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 'cid', 0]);
    lobby.cluster.bus.stop();
    bob.socket.disconnect();
    await expect.poll(() => lobby.cluster.node(1).attached.connections).toBe(1);
    // The message of bob's leaving has been sent, into nothing.
    await new Promise((resolve) => void setImmediate(resolve));
    lobby.clock.advance(250);
    await new Promise((resolve) => void setImmediate(resolve));
    lobby.cluster.bus.mend();
    expect(ann.see()).toEqual(['ann', 'bob', 'cid', 0]);
    const mendedAt = lobby.clock.now();
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'cid', 0]);
    expect(lobby.clock.now() - mendedAt).toBeLessThan(5_000);
  });

  it('and hangs keeps nobody waiting for the people of their own server', async () => {
    const { lobby, enter } = await openThree();
    const ann = await enter('ann', 0);
    lobby.cluster.bus.hang();
    const bob = await enter('bob', 0);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 0]);
    expect(bob.states[0]).toMatchObject({ count: 2 });
    lobby.cluster.bus.mend();
    await enter('cid', 1);
    await expect.poll(seenBy(lobby, ann), SOON).toEqual(['ann', 'bob', 'cid', 0]);
  });
});
