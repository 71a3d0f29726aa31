import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';

interface RawTransport {
  readonly frames: string[];
  readonly closed: Promise<unknown>;
  send(frame: string): void;
}

/** An Engine.IO transport without a Socket.IO client, which would not send what an attacker does. */
async function rawTransport(stage: Stage): Promise<RawTransport> {
  const url = `${stage.harness.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  const closed = once(socket, 'close');
  await once(socket, 'open');
  await expect.poll(() => frames.length).toBe(1);
  return { frames, closed, send: (frame) => socket.send(frame) };
}

const connects = (frames: readonly string[]): number =>
  frames.filter((frame) => frame.startsWith('40')).length;
const refusals = (frames: readonly string[]): number =>
  frames.filter((frame) => frame.startsWith('44')).length;

describe('one transport', () => {
  it('is decided about once at a time', async () => {
    await using stage = await setStage();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const transport = await rawTransport(stage);
    for (let count = 0; count < 50; count += 1) transport.send(`40${JSON.stringify({ token })}`);
    await transport.closed;
    expect(connects(transport.frames)).toBeLessThanOrEqual(1);
    expect(stage.world.lookups.length).toBeLessThanOrEqual(1);
    await expect.poll(() => stage.roomkey.connections).toBe(0);
  });

  it('is closed after three refusals', async () => {
    await using stage = await setStage();
    const transport = await rawTransport(stage);
    for (let count = 1; count <= 3; count += 1) {
      transport.send('40{"token":"bad"}');
      await expect.poll(() => refusals(transport.frames)).toBe(count);
    }
    await transport.closed;
    expect(refusals(transport.frames)).toBe(3);
  });

  it('that sends a request before it connected is closed, and nothing is done', async () => {
    await using stage = await setStage();
    const transport = await rawTransport(stage);
    transport.send('42["like-post",{"postId":"p1"}]');
    await transport.closed;
    expect(stage.world.likes.size).toBe(0);
  });

  it('cannot connect again after its session was revoked', async () => {
    await using stage = await setStage();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const transport = await rawTransport(stage);
    transport.send(`40${JSON.stringify({ token })}`);
    await expect.poll(() => connects(transport.frames)).toBe(1);
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    await transport.closed;
    expect(transport.frames.some((frame) => frame.includes('session_revoked'))).toBe(true);
    expect(stage.roomkey.connections).toBe(0);
  });

  it('that claims an earlier Socket.IO session gets a fresh one and none of its packets', async () => {
    await using stage = await setStage();
    const transport = await rawTransport(stage);
    transport.send(`40${JSON.stringify({ pid: 'x', offset: 'y' })}`);
    await expect.poll(() => connects(transport.frames)).toBe(1);
    expect(transport.frames.find((frame) => frame.startsWith('40'))).not.toContain('pid');
  });
});
