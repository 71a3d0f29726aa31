import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Server } from 'socket.io';
import { describe, expect, it } from 'vitest';
import type { ProtectOptions, Roomkey } from '../../src/server/index.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import type { FakeClock } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import type { BoardContract, BoardOptions, BoardUser, BoardWorld } from '../fixtures/board.ts';

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

interface Api extends AsyncDisposable {
  readonly world: BoardWorld;
  readonly clock: FakeClock;
  readonly roomkey: Roomkey<BoardContract, BoardUser>;
  get(path: string, authorization?: string): Promise<Answer>;
  bearer(userId: string): Promise<string>;
}

const rules: Readonly<Record<string, ProtectOptions | undefined>> = {
  me: undefined,
  open: { allow: 'anyone' },
  admin: { allow: { role: 'admin' } },
  staff: { allow: { role: ['admin', 'moderator'] } },
};

/** An Express application whose routes answer who is asking. */
async function startApi(options: BoardOptions = {}): Promise<Api> {
  const clock = createFakeClock();
  const world = createWorld(clock);
  const app = express();
  const http = createServer(app);
  const io = new Server(http);
  const roomkey = attachBoard(io, world, { clock, ...options });
  for (const [path, rule] of Object.entries(rules)) {
    app.get(`/${path}`, roomkey.protect(rule), (request, response) => {
      const identity = roomkey.identityOf(request);
      response.json(identity === null ? null : [identity.user.email, identity.subject.sessionId]);
    });
  }
  app.get('/unguarded', (request, response) => void response.json(roomkey.identityOf(request)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  return {
    world,
    clock,
    roomkey,
    bearer: async (userId) => `Bearer ${await world.mint.mint({ userId })}`,
    async get(path, authorization) {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await fetch(`http://127.0.0.1:${port}/${path}`, { headers });
      return {
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        body: await response.json(),
      };
    },
    [Symbol.asyncDispose]: () => io.close(),
  };
}

const refusal = (status: number, code: string, challenge: string | null): unknown => ({
  status,
  challenge,
  body: { error: { code, message: expect.any(String) } },
});
const invalid = (code = 'token_invalid'): unknown => refusal(401, code, 'Bearer error="invalid_token"');
const anonymous = refusal(401, 'unauthenticated', 'Bearer');

describe('protect', () => {
  it('lets a user through, and says who it is', async () => {
    await using api = await startApi();
    const answer = await api.get('me', await api.bearer('alice'));
    expect(answer).toEqual({ status: 200, challenge: null, body: ['alice@mail.test', 'session-of-alice'] });
    expect(await api.get('me', (await api.bearer('alice')).replace('Bearer', 'bearer'))).toMatchObject({
      status: 200,
    });
  });

  it('challenges a request without credentials', async () => {
    await using api = await startApi();
    for (const path of ['me', 'admin', 'staff']) expect(await api.get(path)).toEqual(anonymous);
  });

  it('lets anyone through where anyone is allowed, but nobody with a bad token', async () => {
    await using api = await startApi();
    expect(await api.get('open')).toMatchObject({ status: 200, body: null });
    expect(await api.get('open', await api.bearer('alice'))).toMatchObject({
      status: 200,
      body: expect.any(Array),
    });
    expect(await api.get('open', 'Bearer x')).toEqual(invalid());
  });

  it('asks for a role', async () => {
    await using api = await startApi();
    for (const path of ['admin', 'staff']) {
      expect(await api.get(path, await api.bearer('alice'))).toEqual(refusal(403, 'forbidden', null));
      expect(await api.get(path, await api.bearer('root'))).toMatchObject({ status: 200 });
    }
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer a.b.c',
    'Bearer a b',
    'Basic YTpi',
    'Token x',
    'x'.repeat(9000),
  ])('refuses the header %j', async (header) => {
    await using api = await startApi();
    expect(await api.get('me', header)).toEqual(invalid());
    expect(api.world.lookups).toEqual([]);
  });

  it('reads nothing but the header', async () => {
    await using api = await startApi();
    const token = (await api.bearer('alice')).slice('Bearer '.length);
    expect(await api.get(`me?token=${token}&access_token=${token}`)).toEqual(anonymous);
  });

  it('refuses an expired token', async () => {
    await using api = await startApi();
    const header = await api.bearer('alice');
    api.clock.jump(600_000);
    expect(await api.get('me', header)).toEqual(invalid('token_expired'));
  });

  it('refuses a user who is gone', async () => {
    await using api = await startApi();
    expect(await api.get('me', await api.bearer('nobody'))).toEqual(invalid('user_unknown'));
  });

  it('refuses a session that the database or a revocation has ended', async () => {
    await using api = await startApi();
    const [alice, bob] = [await api.bearer('alice'), await api.bearer('bob')];
    expect(await api.get('me', alice)).toMatchObject({ status: 200 });
    api.world.revoked.add('session-of-alice');
    expect(await api.get('me', alice)).toEqual(invalid('session_revoked'));
    await api.roomkey.revoke({ userId: 'bob' });
    expect(await api.get('me', bob)).toEqual(invalid('session_revoked'));
  });

  it('refuses a session that is revoked while its user is looked up', async () => {
    await using api = await startApi();
    const header = await api.bearer('alice');
    api.world.before = async () => void (await api.roomkey.revoke({ sessionId: 'session-of-alice' }));
    expect(await api.get('me', header)).toEqual(invalid('session_revoked'));
  });

  it('answers an outage as an outage, without its details', async () => {
    await using api = await startApi();
    api.world.before = () => Promise.reject(new Error('password=hunter2 at db.internal'));
    const answer = await api.get('me', await api.bearer('alice'));
    expect(answer).toEqual(refusal(503, 'unavailable', null));
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(api.world.failures).toMatchObject([{ stage: 'load-user' }]);
  });

  it('answers an outage of the verifier as an outage', async () => {
    await using api = await startApi({ verify: () => Promise.reject(new Error('ECONNREFUSED')) });
    expect(await api.get('me', 'Bearer x')).toEqual(refusal(503, 'unavailable', null));
  });

  it('answers no part of a token', async () => {
    await using api = await startApi();
    const header = await api.bearer('alice');
    api.clock.jump(600_000);
    const answers = [
      await api.get('me', header),
      await api.get('me', `${header}x`),
      await api.get('me', 'Bearer a.b'),
    ];
    for (const part of header.split(/[. ]/).slice(1)) expect(JSON.stringify(answers)).not.toContain(part);
  });

  it('knows nobody where it has not been', async () => {
    await using api = await startApi();
    expect(await api.get('unguarded', await api.bearer('alice'))).toMatchObject({ status: 200, body: null });
  });
});
