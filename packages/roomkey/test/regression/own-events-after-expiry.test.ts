import type { Socket as ServerSocket } from 'socket.io';
import { expect, it } from 'vitest';
import { attachAuthentication } from '../../src/server/index.ts';
import { createFakeClock, createHarness, createTokenMint, nextEvent } from '../../src/testing/index.ts';

/** A server with an event of its own, a client on it, and a process that stood still until the token had expired. */
async function stalledPastExpiry(anonymous: 'allow' | 'deny') {
  const clock = createFakeClock();
  const mint = createTokenMint(() => clock.now());
  const heard: unknown[] = [];
  const harness = await createHarness((io) => {
    const loadUser = () => ({ id: 'ada', name: 'Ada', role: 'user' });
    attachAuthentication(io, { verify: mint.verify, loadUser, clock, anonymous });
    io.on('connection', (socket: ServerSocket) => {
      void socket.join('hall');
      socket.on('spend', (done: (user: unknown) => void) => {
        heard.push(socket.data.user);
        done(socket.data.user);
      });
    });
  });
  const socket = await harness.connect(await mint.mint({ userId: 'ada', lifetimeSec: 60 }));
  clock.jump(60_000);
  return { harness, socket, heard };
}

// The gate let events of the application pass without looking at the time, so until a timer fired they found the
// user of an expired token.
it('finds no user of an expired token in an event of the application, before any timer has fired', async () => {
  const { harness, socket } = await stalledPastExpiry('allow');
  await using _ = harness;
  expect(await socket.timeout(2000).emitWithAck('spend')).toBeNull();
  expect(harness.io.of('/').adapter.rooms.has('hall')).toBe(false);
});

it('does not reach the application where anonymous is not allowed', async () => {
  const { harness, socket, heard } = await stalledPastExpiry('deny');
  await using _ = harness;
  const gone = nextEvent(socket, 'disconnect');
  socket.emit('spend', () => undefined);
  expect(await gone).toBe('io server disconnect');
  expect(heard).toEqual([]);
});
