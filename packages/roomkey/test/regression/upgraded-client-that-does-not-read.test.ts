import { once } from 'node:events';
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io-client';
import { expect, it } from 'vitest';
import { ask, setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';

const CAP = 262_144;
const MESSAGE = 'x'.repeat(65_536);

/** A client that begins by polling, and what the server has of its websocket once it has upgraded. */
async function upgraded({ harness, world }: Stage): Promise<{ client: Socket; tcp: TcpSocket }> {
  const upgrade = once(harness.io.httpServer, 'upgrade');
  const token = await world.mint.mint({ userId: 'alice' });
  const client = harness.client(token, { transports: ['polling', 'websocket'] }).connect();
  await once(client.io.engine as never, 'upgrade');
  const [, tcp] = await upgrade;
  return { client, tcp };
}

// The socket of the first polling request was destroyed, and that of the websocket kept until it timed out.
it('is cut at once, down to the socket of its websocket', async () => {
  await using stage = await setStage({ limits: { queuedBytes: CAP } });
  const { client, tcp } = await upgraded(stage);
  await ask(client, 'join-post', { postId: 'p1' });
  const { transport } = client.io.engine as unknown as { transport: { ws: { pause(): void } } };
  transport.ws.pause();
  for (let sent = 0; stage.roomkey.connections === 1 && sent < 1_000; sent += 1) {
    stage.harness.io.to('post:p1').emit('blob', MESSAGE);
    await new Promise(setImmediate);
  }
  expect(stage.roomkey.connections).toBe(0);
  await expect.poll(() => tcp.destroyed).toBe(true);
});
