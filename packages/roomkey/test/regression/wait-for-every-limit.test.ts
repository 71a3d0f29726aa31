import { expect, it } from 'vitest';
import { defineContract } from '../../src/contract/index.ts';
import { attachRoomkey } from '../../src/server/index.ts';
import { createFakeClock, createHarness, createTokenMint } from '../../src/testing/index.ts';
import { ask } from '../fixtures/stage.ts';

const contract = defineContract({
  rooms: {},
  requests: { ping: { allow: 'anyone', limit: { burst: 1, perSecond: 10 } } },
  events: {},
  limits: { connection: { burst: 2, perSecond: 1 } },
});

// The wait was that of the limit that refused, although it had used up another which takes longer.
it('tells a wait after which no other limit refuses', async () => {
  const clock = createFakeClock();
  const { verify } = createTokenMint(() => clock.now());
  await using harness = await createHarness((io) =>
    attachRoomkey(io, {
      contract,
      clock,
      verify,
      loadUser: () => null,
      rooms: {},
      requests: { ping: () => undefined },
    }),
  );
  const socket = await harness.connect();
  expect(await ask(socket, 'ping')).toEqual({ ok: true });
  expect(await ask(socket, 'ping')).toMatchObject({ error: { code: 'rate_limited', retryAfterMs: 1_000 } });
  clock.advance(1_000);
  expect(await ask(socket, 'ping')).toEqual({ ok: true });
});
