import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '../../src/contract/index.ts';
import { attachRoomkey } from '../../src/server/index.ts';
import { createTokenMint } from '../../src/testing/index.ts';
import { startServers } from '../fixtures/servers.ts';
import { ask } from '../fixtures/stage.ts';

const contract = defineContract({
  rooms: { desk: { params: { id: z.string() }, allow: 'user' } },
  requests: { note: { room: 'desk', allow: 'user' } },
  events: {},
});

it('a policy is told whether the connection that asks is in the room, whatever others of its user are', async () => {
  const asked: boolean[] = [];
  const mint = createTokenMint();
  await using harness = await startServers((io, node) =>
    attachRoomkey(io, {
      contract,
      node,
      verify: mint.verify,
      loadUser: ({ userId }) => ({ id: userId, name: userId, role: 'user' }),
      rooms: {
        desk: ({ member }) => {
          asked.push(member);
          return true;
        },
      },
      requests: { note: () => undefined },
    }),
  );
  const token = await mint.mint({ userId: 'alice' });
  const [inside, outside] = [await harness.connect(token), await harness.connect(token)];
  await ask(inside, 'note', { id: 'd1' });
  await ask(inside, 'join-desk', { id: 'd1' });
  await ask(inside, 'note', { id: 'd1' });
  await ask(inside, 'note', { id: 'd2' });
  await ask(outside, 'note', { id: 'd1' });
  expect(asked).toEqual([false, false, true, false, false]);
});
