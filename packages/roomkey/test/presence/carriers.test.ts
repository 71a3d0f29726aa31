import { describe, expect, it } from 'vitest';
import { carriers } from '../cluster/support/adapters.ts';
import { join, openLobby } from '../fixtures/lobby.ts';
import type { Lobby } from '../fixtures/lobby.ts';

const PATIENT = { timeout: 20_000 };

const later =
  <Seen>({ clock }: Lobby, see: () => Seen) =>
  () => {
    clock.advance(250);
    return see();
  };

describe.each(carriers)('presence on servers joined by $name', (kind) => {
  it('is whole, also where a large message is overtaken by a small one', async () => {
    await using carrier = await kind.open(2);
    const adapter = (node: number) => carrier.adapter(node);
    const lobby = await openLobby({ nodes: 2, presenceNames: 1_000, adapter });
    // One message of 500 people, and one of the others: PostgreSQL takes longer for the first.
    const people = Array.from({ length: 560 }, (_, number) => `user-${number}`);
    await Promise.all(people.map(async (id) => join(await lobby.connect(id, { node: 1 }), 'post')));
    const ann = await join(await lobby.connect('ann', { node: 0 }), 'post');
    await expect
      .poll(
        later(lobby, () => ann.count),
        PATIENT,
      )
      .toBe(561);
    await expect.poll(later(lobby, ann.see), PATIENT).toHaveLength(562);
    await lobby.cluster.close();
  }, 60_000);

  it('converges, also after the bus hung', async () => {
    await using carrier = await kind.open(2);
    const lobby = await openLobby({ nodes: 2, adapter: (node) => carrier.adapter(node) });
    const ann = await join(await lobby.connect('ann', { node: 0 }), 'post');
    const bob = await join(await lobby.connect('bob', { node: 1 }), 'post');
    for (const one of [ann, bob])
      await expect.poll(later(lobby, one.see), PATIENT).toEqual(['ann', 'bob', 0]);
    carrier.hang();
    bob.socket.disconnect();
    await join(await lobby.connect('cid', { node: 1 }), 'post');
    await join(await lobby.connect('dan', { node: 0 }), 'post');
    await expect.poll(later(lobby, ann.see), PATIENT).toContain('dan');
    carrier.mend();
    await expect.poll(later(lobby, ann.see), PATIENT).toEqual(['ann', 'cid', 'dan', 0]);
    await lobby.cluster.close();
  }, 60_000);
});
