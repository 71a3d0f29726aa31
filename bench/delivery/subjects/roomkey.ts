import { defineContract } from 'roomkey/contract';
import { attachRoomkey } from 'roomkey/server';
import { createTokenMint } from 'roomkey/testing';
import type { Server } from 'socket.io';
import { z } from 'zod';

const input = z.object({ seq: z.int() });

const contract = defineContract({
  rooms: { board: { params: { id: z.string() }, allow: 'anyone' } },
  requests: {
    echo: { input, output: input, allow: 'anyone' },
    publish: { room: 'board', input, allow: 'anyone' },
  },
  events: { tick: { room: 'board', data: input } },
});

/** The whole of Roomkey, with its own delivery or (`roomkey-plain`) Socket.IO's. */
export function attach(io: Server, variant: string): void {
  attachRoomkey(io, {
    contract,
    verify: createTokenMint().verify,
    loadUser: () => null,
    rooms: { board: () => true },
    requests: {
      echo: (request) => request.input,
      publish: ({ input: message, room }) => room.emit('tick', message),
    },
    // One address asks for all of it.
    limits: { address: null, requests: null },
    delivery: variant === 'roomkey-plain' ? 'plain' : 'fast',
  });
}
