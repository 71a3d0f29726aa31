import { expect, it } from 'vitest';
import { attachRoomkey } from '../../src/server/index.ts';
import type { Authentication, BaseUser } from '../../src/server/index.ts';
import { createHarness, createTokenMint } from '../../src/testing/index.ts';

// A listener that was there before Roomkey hears of a connection first. One that ended it left it in the registry
// for as long as the server ran.
it('keeps no connection that is over before it begins', async () => {
  let roomkey: Authentication<BaseUser> | undefined;
  await using harness = await createHarness((io) => {
    io.on('connection', (socket) => socket.disconnect());
    const { verify } = createTokenMint();
    const contract = { rooms: {}, requests: {}, events: {} };
    roomkey = attachRoomkey(io, { contract, verify, loadUser: () => null, rooms: {}, requests: {} });
  });
  const socket = harness.client();
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  socket.connect();
  await gone;
  await expect.poll(() => harness.io.engine.clientsCount).toBe(0);
  expect(roomkey?.connections).toBe(0);
});
