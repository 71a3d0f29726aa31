import { defineContract } from 'roomkey/contract';
import { attachRoomkey, secret } from 'roomkey/server';
import { z } from 'zod';
import { serve } from '../support/serve.ts';
import { ROOM } from '../support/sockets.ts';
import { KEY, PROFILE } from '../support/tokens.ts';
import { findUser } from '../support/users.ts';

const contract = defineContract({
  rooms: { post: { params: { postId: z.string() }, allow: 'user' } },
  requests: {},
  events: { tick: { room: 'post', data: z.object({ seq: z.int() }) } },
});

serve((io) => {
  const roomkey = attachRoomkey(io, {
    contract,
    verify: secret(KEY, PROFILE),
    loadUser: ({ userId }) => findUser(userId),
    rooms: { post: () => true },
    requests: {},
  });
  const room = roomkey.to('post', ROOM);
  return {
    revoke: ({ sessionId }) => void roomkey.revoke({ sessionId }),
    tick: (seq) => room.emit('tick', { seq }),
  };
});
