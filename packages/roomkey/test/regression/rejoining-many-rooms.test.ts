import { expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import type { RoomLease } from '../../src/client/index.ts';
import { eventually } from '../../src/client/wire-server.test-util.ts';
import type { BoardContract } from '../fixtures/board.ts';
import { boardContract } from '../fixtures/board.ts';
import { setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';

const MOST_ROOMS = 128;

function open(stage: Stage) {
  const connections: string[] = [];
  stage.harness.io.on('connection', ({ id }) => connections.push(id));
  const client = createClient(boardContract, {
    url: stage.harness.url,
    getToken: () => null,
    clock: stage.clock,
    random: () => 0,
  });
  onTestFinished(() => client.close());
  return { client, connections };
}

const until = (stage: Stage, check: () => void): Promise<void> =>
  eventually(() => {
    stage.clock.advance(100);
    check();
  });

const isJoined = ({ state }: RoomLease<BoardContract, 'watch'>): boolean => state.get().status === 'joined';

// All joins were sent at once, and all that were refused again together: the server took the client for an attack
// and cut it, which made it come back and do the same.
it('a client comes back to as many rooms as it may be in, without being cut for asking', async () => {
  await using stage = await setStage();
  const { client, connections } = open(stage);
  const postIds = Array.from({ length: MOST_ROOMS }, (_, index) => `p${index}`);
  const leases = postIds.map((postId) => client.room('watch', { postId }));
  await until(stage, () => expect(leases.filter(isJoined)).toHaveLength(MOST_ROOMS));
  stage.harness.io.disconnectSockets(true);
  await until(stage, () => expect(connections).toHaveLength(2));
  await until(stage, () => expect(leases.filter(isJoined)).toHaveLength(MOST_ROOMS));
  expect(connections).toHaveLength(2);
});

// Leaving was said once and not listened to: refused, it left the server with a member that the client forgot.
it('a client that goes through many rooms fast is in the last ones only', async () => {
  await using stage = await setStage();
  const { client, connections } = open(stage);
  await until(stage, () => expect(connections).toHaveLength(1));
  const postIds = Array.from({ length: MOST_ROOMS }, (_, index) => `p${index}`);
  for (const postId of postIds) {
    const lease = client.room('watch', { postId });
    await until(stage, () => expect(client.connection.get().status).toBe('connected'));
    lease.release();
  }
  const last = client.room('watch', { postId: 'last' });
  const rooms = (): string[] => [...stage.harness.io.of('/').adapter.rooms.keys()];
  await until(stage, () => {
    expect(rooms().filter((name) => name.startsWith('watch:'))).toEqual(['watch:last']);
    expect(isJoined(last)).toBe(true);
  });
  expect(connections).toHaveLength(1);
});
