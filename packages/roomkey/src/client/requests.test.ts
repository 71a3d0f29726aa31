import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../errors/index.ts';
import { createTestClient } from './client.test-util.ts';
import { bob, denial, eventually, signedIn } from './wire-server.test-util.ts';

describe('a request', () => {
  it('waits for the connection, then carries the answer', async () => {
    const { client, server } = await createTestClient();
    server.answer = (_name, payload) => ({ ok: true, data: payload });
    expect(await client.request('echo', { text: 'hello' })).toEqual({ text: 'hello' });
  });

  it('rejects with the denial of the server', async () => {
    const { client, server } = await createTestClient();
    const issues = [{ path: ['text'], message: 'too short' }];
    server.answer = () => denial(new RoomkeyError('invalid_payload', { message: 'Write more', issues }));
    await expect(client.request('echo', { text: '' })).rejects.toMatchObject({
      name: 'RoomkeyError',
      code: 'invalid_payload',
      message: 'Write more',
      issues,
    });
  });

  it('rejects as internal when the answer is no envelope', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => 'fine' as never;
    await expect(client.request('echo', { text: '' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('times out without an answer', async () => {
    const { client, server, clock } = await createTestClient();
    server.answer = () => null;
    const request = client.request('echo', { text: 'hello' }, { timeoutMs: 100 });
    await eventually(() => expect(server.of('echo')).toHaveLength(1));
    clock.advance(100);
    await expect(request).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is unavailable when there is no connection in time, and is not sent later', async () => {
    const { client, server, clock, until } = await createTestClient({ autoConnect: false });
    const request = client.request('echo', { text: 'late' });
    clock.advance(10_000);
    await expect(request).rejects.toMatchObject({ code: 'unavailable' });
    client.connect();
    await until('connected');
    await client.request('echo', { text: 'in time' });
    expect(server.of('echo')).toEqual([{ text: 'in time' }]);
  });

  it('fails when the connection is lost before the answer', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => null;
    const request = client.request('echo', { text: 'hello' });
    await eventually(() => expect(server.of('echo')).toHaveLength(1));
    server.sockets()[0]?.disconnect(true);
    await expect(request).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('fails at once when the server wants no anonymous connection', async () => {
    const { client, server } = await createTestClient({ getToken: () => null });
    server.handshake = () => {
      throw new RoomkeyError('unauthenticated');
    };
    await expect(client.request('echo', { text: 'hello' })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is never sent as another user', async () => {
    const { client, server, clock, until, settled } = await createTestClient();
    await until('connected');
    server.sockets()[0]?.disconnect(true);
    await eventually(() => expect(client.connection.get().status).toBe('reconnecting'));
    const request = client.request('like', { postId: 'p1' });
    const outcome = request.catch((error: unknown) => error);
    server.handshake = () => signedIn(bob);
    clock.advance(500);
    expect(await outcome).toMatchObject({ code: 'identity_mismatch' });
    await until('connected');
    await settled();
    expect(server.of('like')).toEqual([]);
  });

  it('is refused when the identity changes', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => null;
    const request = client.request('like', { postId: 'p1' });
    const outcome = request.catch((error: unknown) => error);
    await eventually(() => expect(server.of('like')).toHaveLength(1));
    client.identityChanged();
    expect(await outcome).toMatchObject({ code: 'identity_mismatch' });
  });

  it.each(['before', 'while'] as const)('can be aborted %s it waits', async (moment) => {
    const { client, server } = await createTestClient({ autoConnect: false });
    const controller = new AbortController();
    if (moment === 'before') controller.abort(new Error('changed my mind'));
    const request = client.request('echo', { text: 'hello' }, { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(request).rejects.toThrow('changed my mind');
    expect(server.received).toEqual([]);
  });

  it('is sent once more with a fresh token when the old one ran out', async () => {
    const { client, server } = await createTestClient();
    const answers = [denial(new RoomkeyError('token_expired')), denial(new RoomkeyError('token_expired'))];
    server.answer = (name) =>
      name === 'like' ? (answers.shift() ?? { ok: true, data: { likes: 1 } }) : { ok: true, data: null };
    answers.pop();
    expect(await client.request('like', { postId: 'p1' })).toEqual({ likes: 1 });
    expect(server.received.map(({ name }) => name)).toEqual(['like', 'refresh-session', 'like']);
  });

  it('does not wait for a fresh token longer than it may', async () => {
    const { client, server, clock, getToken, until } = await createTestClient();
    server.answer = () => denial(new RoomkeyError('token_expired'));
    await until('connected');
    getToken.mockReturnValue(new Promise(() => {}));
    const outcome = client
      .request('like', { postId: 'p1' }, { timeoutMs: 100 })
      .catch((error: unknown) => error);
    await eventually(() => expect(getToken).toHaveBeenCalledTimes(2));
    clock.advance(100);
    expect(await outcome).toMatchObject({ code: 'timeout' });
  });

  it('is sent twice at most', async () => {
    const { client, server } = await createTestClient();
    server.answer = (name) =>
      name === 'like' ? denial(new RoomkeyError('token_expired')) : { ok: true, data: null };
    await expect(client.request('like', { postId: 'p1' })).rejects.toMatchObject({ code: 'token_expired' });
    expect(server.of('like')).toHaveLength(2);
  });
});
