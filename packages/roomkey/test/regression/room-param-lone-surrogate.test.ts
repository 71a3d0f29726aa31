import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '../../src/contract/index.ts';
import { attachRoomkey } from '../../src/server/index.ts';
import { createHarness, createTokenMint } from '../../src/testing/index.ts';

const contract = defineContract({
  rooms: { post: { params: { postId: z.string() }, allow: 'anyone' } },
  requests: {},
  events: {},
});

// A lone surrogate passes `z.string()` and JSON, but has no percent-encoding: the key of the room threw URIError,
// which was answered as a failure of the server and written to its log at a client's will.
it('refuses a room param that is not text as an invalid payload', async () => {
  const failures: unknown[] = [];
  const { verify } = createTokenMint();
  await using harness = await createHarness((io) =>
    attachRoomkey(io, {
      contract,
      verify,
      loadUser: () => null,
      rooms: { post: () => true },
      requests: {},
      onError: (error) => failures.push(error),
    }),
  );
  const socket = await harness.connect();
  for (const postId of ['\ud800', 'a\udfff', '\udc00\ud800']) {
    for (const event of ['join-post', 'leave-post']) {
      expect(await socket.timeout(2000).emitWithAck(event, { postId })).toMatchObject({
        ok: false,
        error: { code: 'invalid_payload', issues: [{ path: ['postId'] }] },
      });
    }
  }
  expect(await socket.timeout(2000).emitWithAck('join-post', { postId: '😀' })).toMatchObject({ ok: true });
  expect(failures).toEqual([]);
});
