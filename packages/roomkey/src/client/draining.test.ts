import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../errors/index.ts';
import { nextEvent } from '../testing/index.ts';
import { createTestClient } from './client.test-util.ts';
import { denial, eventually, signedIn, ada } from './wire-server.test-util.ts';

async function setup() {
  const test = await createTestClient();
  const { client, server, until } = test;
  await until('connected');
  return {
    ...test,
    /** The server says that it goes away, and the client has heard it. */
    drain: async (message: unknown) => {
      const socket = client.socket.get();
      if (socket === null) throw new Error('Not connected');
      const heard = nextEvent(socket, 'draining');
      server.emit('draining', message);
      await heard;
    },
    /** As a server does it: the transport, not the socket. */
    hangUp: () => server.sockets()[0]?.conn.close(),
  };
}

describe('a client whose server goes away', () => {
  it('stays until the connection ends, and is back after the time that the server asked for', async () => {
    const { client, server, clock, until, drain, hangUp } = await setup();
    await drain({ reconnectAfterMs: 3_000 });
    clock.advance(10_000);
    expect(client.connection.get()).toEqual({ status: 'connected' });
    hangUp();
    await until('reconnecting');
    expect(client.connection.get()).toMatchObject({ attempt: 1, error: { code: 'draining' } });
    expect(client.session.get().status).toBe('authenticated');
    clock.advance(2_999);
    expect(server.handshakes).toHaveLength(1);
    clock.advance(1);
    await until('connected');
    expect(server.handshakes).toHaveLength(2);
  });

  it.each([undefined, {}, { reconnectAfterMs: 'soon' }, { reconnectAfterMs: -1 }, { reconnectAfterMs: NaN }])(
    'comes back at once when that is %j',
    async (message) => {
      const { server, clock, until, drain, hangUp } = await setup();
      await drain(message);
      hangUp();
      await until('reconnecting');
      clock.advance(0);
      await until('connected');
      expect(server.handshakes).toHaveLength(2);
    },
  );

  it('soon asks again where a server that goes away lets it in no more', async () => {
    const { client, server, clock, until, drain, hangUp } = await setup();
    server.handshake = () => {
      throw new RoomkeyError('draining');
    };
    await drain({ reconnectAfterMs: 0 });
    hangUp();
    await until('reconnecting');
    clock.advance(0);
    await eventually(() => expect(client.connection.get()).toMatchObject({ attempt: 2 }));
    server.handshake = () => signedIn(ada);
    clock.advance(99);
    expect(client.connection.get()).toMatchObject({ attempt: 2, error: { code: 'draining' } });
    clock.advance(1);
    await until('connected');
    expect(server.handshakes).toHaveLength(3);
  });

  it('joins its rooms again', async () => {
    const { client, server, clock, until, drain, hangUp } = await setup();
    const lease = client.room('post', { postId: 'p1' });
    await eventually(() => expect(lease.state.get().status).toBe('joined'));
    await drain({ reconnectAfterMs: 0 });
    hangUp();
    await until('reconnecting');
    clock.advance(0);
    await eventually(() => expect(server.of('join-post')).toHaveLength(2));
    await eventually(() => expect(lease.state.get().status).toBe('joined'));
  });
});

describe('a request, when the server goes away,', () => {
  it('is held back for the next connection once that is known', async () => {
    const { client, server, clock, until, drain, hangUp } = await setup();
    await drain({ reconnectAfterMs: 0 });
    const request = client.request('echo', { text: 'hello' });
    hangUp();
    await until('reconnecting');
    expect(server.of('echo')).toEqual([]);
    clock.advance(0);
    await request;
    expect(server.of('echo')).toEqual([{ text: 'hello' }]);
  });

  it('that was refused for that reason goes to the next connection', async () => {
    const { client, server, clock, until, hangUp } = await setup();
    server.answer = () => denial(new RoomkeyError('draining'));
    const request = client.request('echo', { text: 'hello' });
    await eventually(() => expect(server.of('echo')).toHaveLength(1));
    server.answer = () => ({ ok: true, data: 'done' });
    hangUp();
    await until('reconnecting');
    clock.advance(500);
    expect(await request).toBe('done');
    expect(server.of('echo')).toHaveLength(2);
  });

  it('is answered on the old connection where it was sent before', async () => {
    const { client, server, drain } = await setup();
    const acks: (() => void)[] = [];
    server.answer = () => null;
    server.sockets()[0]?.on('echo', (_payload, ack) => acks.push(() => ack({ ok: true, data: 'done' })));
    const request = client.request('echo', { text: 'hello' });
    await eventually(() => expect(acks).toHaveLength(1));
    await drain({ reconnectAfterMs: 0 });
    acks[0]?.();
    expect(await request).toBe('done');
  });

  it('that finds no other server in time is unavailable, which says that it was not run', async () => {
    const { client, clock, drain } = await setup();
    await drain({ reconnectAfterMs: 0 });
    const request = client.request('echo', { text: 'hello' }, { timeoutMs: 100 });
    clock.advance(100);
    await expect(request).rejects.toMatchObject({ code: 'unavailable' });
  });
});
