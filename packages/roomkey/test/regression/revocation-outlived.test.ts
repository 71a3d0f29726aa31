import { describe, expect, it } from 'vitest';
import { publicKey } from '../../src/server/index.ts';
import { createHarness } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import { createSigningKey, profile } from '../fixtures/key-server.ts';
import { setStage } from '../fixtures/stage.ts';

const WEEK_SEC = 7 * 86_400;
const invalid = { data: { code: 'session_revoked' } };

describe('a revocation', () => {
  it('is remembered for as long as the verifier accepts tokens', async () => {
    const key = await createSigningKey('k1');
    const weekly = { ...profile, maxLifetimeSec: WEEK_SEC, clockToleranceSec: 30 };
    await using stage = await setStage({ verify: publicKey(key.publicJwk, weekly) });
    const token = await key.sign({
      claims: { sub: 'alice', sid: 's1' },
      issuedAt: stage.clock.now(),
      lifetimeSec: WEEK_SEC,
    });
    await stage.roomkey.revoke({ sessionId: 's1' });
    stage.clock.jump((WEEK_SEC + 29) * 1000);
    // What is over is forgotten with the next revocation.
    await stage.roomkey.revoke({ sessionId: 'other' });
    await expect(stage.harness.connect(token)).rejects.toMatchObject(invalid);
    stage.clock.jump(1000);
    await stage.harness.connect(token);
    expect(stage.world.lookups).toEqual([]);
  });

  it('of a user is remembered from the time up to which it reaches', async () => {
    await using stage = await setStage();
    const issuedBefore = stage.clock.now() + 3_600_000;
    await stage.roomkey.revoke({ userId: 'alice', issuedBefore });
    const lifetimeSec = 86_400;
    stage.clock.jump(3_600_000 - 1000);
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec });
    stage.clock.jump(lifetimeSec * 1000 - 1000);
    await stage.roomkey.revoke({ sessionId: 'other' });
    await expect(stage.harness.connect(token)).rejects.toMatchObject(invalid);
  });

  it('cannot be set to be forgotten sooner', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, maxLifetimeSec: 600 });
    const start = (rememberRevokedMs: number) =>
      createHarness((io) => attachBoard(io, createWorld(), { verify, rememberRevokedMs }));
    await expect(start(600_000)).rejects.toThrow(/rememberRevokedMs/);
    await using harness = await start(601_000);
    expect(harness.io.engine.clientsCount).toBe(0);
  });
});
