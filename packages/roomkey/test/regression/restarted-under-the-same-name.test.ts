import { expect, it, onTestFinished } from 'vitest';
import { createHarness } from '../../src/testing/index.ts';
import type { FakeClock } from '../../src/testing/index.ts';
import { stageBoards } from '../cluster/support/boards.ts';
import type { Boards } from '../cluster/support/boards.ts';
import { attachBoard } from '../fixtures/board.ts';

const target = { sessionId: 'session-of-alice' };

/** Lets beats be heard, and what they lead to be gathered and sent. */
async function pass(
  { clock, cluster }: Boards & { readonly clock: FakeClock },
  beats: number,
): Promise<void> {
  for (let passed = 0; passed < beats; passed += 1) {
    clock.advance(1_000);
    await cluster.bus.idle();
  }
}

it('a server that is killed and back under its name before anybody misses it hears what is revoked', async () => {
  await using boards = await stageBoards({ sweepMs: null });
  const { clock, cluster, world } = boards;
  await pass(boards, 10);
  await boards.roomkey(0).revoke(target);
  cluster.bus.isolate(2);
  const again = await createHarness(
    (io) => {
      const roomkey = attachBoard(io, world, { clock, node: 'node-2', sweepMs: null });
      onTestFinished(() => roomkey.close());
    },
    { adapter: cluster.bus.adapterOf(3) },
  );
  onTestFinished(() => again.close());
  await pass(boards, 3);
  const connecting = again.connect(await world.mint.mint({ userId: 'alice' }));
  await expect(connecting).rejects.toMatchObject({ data: { code: 'session_revoked' } });
});
