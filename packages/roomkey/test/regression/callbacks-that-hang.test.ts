import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, denied, hold, setStage } from '../fixtures/stage.ts';

describe('application code that never settles', () => {
  it('as a loader refuses the handshake as an outage', async () => {
    await using stage = await setStage({ timeoutMs: 1000 });
    const held = hold(stage.world, 'load');
    const connecting = stage.as('alice').catch((error: unknown) => error);
    await held.arrived;
    stage.clock.advance(1000);
    expect(await connecting).toMatchObject({ data: { code: 'unavailable', retry: 'backoff' } });
  });

  it('as a verifier refuses the handshake as an outage', async () => {
    let arrived = false;
    const verify = (): Promise<never> => {
      arrived = true;
      return new Promise(() => undefined);
    };
    await using stage = await setStage({ timeoutMs: 1000, verify });
    const connecting = stage.as('alice').catch((error: unknown) => error);
    await expect.poll(() => arrived).toBe(true);
    stage.clock.advance(1000);
    expect(await connecting).toMatchObject({ data: { code: 'unavailable' } });
  });

  it('as a policy answers a join, and costs the room at a review', async () => {
    await using stage = await setStage({ timeoutMs: 1000 });
    const alice = await stage.as('alice');
    const joining = hold(stage.world, 'policy');
    const joined = ask(alice, 'join-post', { postId: 'p1' });
    await joining.arrived;
    stage.clock.advance(1000);
    expect(await joined).toEqual(denied('timeout'));

    await ask(alice, 'join-post', { postId: 'p2' });
    const left = nextEvent(alice, 'left-post');
    const reviewing = hold(stage.world, 'policy');
    const done = stage.roomkey.reauthorize({ room: 'post', params: { postId: 'p2' } });
    await reviewing.arrived;
    stage.clock.advance(1000);
    expect(await done).toMatchObject({ left: 1 });
    expect(await left).toEqual({ postId: 'p2', reason: 'unavailable' });
  });

  it('as a loader does not stop the sweep', async () => {
    await using stage = await setStage({ timeoutMs: 1000, sweepMs: 5000 });
    const alice = await stage.as('alice');
    const held = hold(stage.world, 'load');
    stage.clock.advance(5000);
    await held.arrived;
    stage.world.revoked.add('session-of-alice');
    stage.clock.advance(1000);
    const gone = nextEvent(alice, 'disconnect');
    await expect.poll(() => (stage.clock.advance(5000), alice.connected)).toBe(false);
    expect(await gone).toBe('io server disconnect');
  });
});
