import { describe, expect, it } from 'vitest';
import { carriers } from '../cluster/support/adapters.ts';
import { join, openLobby } from '../fixtures/lobby.ts';

const PATIENT = { timeout: 20_000 };

describe.each(carriers)('presence on servers joined by $name', (kind) => {
  it('converges, also after the bus hung', async () => {
    await using carrier = await kind.open(2);
    const lobby = await openLobby({ nodes: 2, adapter: (node) => carrier.adapter(node) });
    const ann = await join(await lobby.connect('ann', { node: 0 }), 'post');
    const bob = await join(await lobby.connect('bob', { node: 1 }), 'post');
    const later = <Seen>(see: () => Seen) => {
      return () => {
        lobby.clock.advance(250);
        return see();
      };
    };
    for (const one of [ann, bob]) await expect.poll(later(one.see), PATIENT).toEqual(['ann', 'bob', 0]);
    carrier.hang();
    bob.socket.disconnect();
    await join(await lobby.connect('cid', { node: 1 }), 'post');
    await join(await lobby.connect('dan', { node: 0 }), 'post');
    await expect.poll(later(ann.see), PATIENT).toContain('dan');
    carrier.mend();
    await expect.poll(later(ann.see), PATIENT).toEqual(['ann', 'cid', 'dan', 0]);
    await lobby.cluster.close();
  }, 60_000);
});
