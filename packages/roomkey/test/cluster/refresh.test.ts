import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, record } from '../fixtures/stage.ts';
import { stageBoards } from './support/boards.ts';
import type { Boards } from './support/boards.ts';

const newer = (boards: Boards): Promise<string> =>
  boards.world.mint.mint({ userId: 'alice', lifetimeSec: 600, claims: { role: 'admin' } });

describe('a refresh', () => {
  it('renews the tabs of the session that it names on other servers too, and no others', async () => {
    await using boards = await stageBoards();
    const asking = await boards.as('alice', 0, { lifetimeSec: 60 });
    const named = await boards.as('alice', 1, { lifetimeSec: 60 });
    const unnamed = record(await boards.as('alice', 1, { lifetimeSec: 60 }));
    const otherSession = await boards.as('alice', 2, { lifetimeSec: 60, sessionId: 'phone' });
    const untouched = record(otherSession);
    const renewed = nextEvent(named, 'session');
    const connections = [named.id, otherSession.id];
    await ask(asking, 'refresh-session', { token: await newer(boards), connections });
    expect(await renewed).toMatchObject({ state: 'authenticated', expiresIn: 600_000 });
    boards.clock.advance(61_000);
    expect(await ask(named, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
    const sessions = (heard: typeof unnamed) => heard.filter(([event]) => event === 'session');
    const expired = [['session', { reason: 'token_expired' }]];
    await expect.poll(() => sessions(unnamed)).toMatchObject(expired);
    await expect.poll(() => sessions(untouched)).toMatchObject(expired);
  });

  it('sends neither the token nor what it claims', async () => {
    await using boards = await stageBoards();
    const heard: unknown[] = [];
    boards.cluster.node(1).io.on('roomkey', (message: unknown) => heard.push(message));
    const asking = await boards.as('alice', 0, { lifetimeSec: 60 });
    const named = await boards.as('alice', 1, { lifetimeSec: 60 });
    const renewed = nextEvent(named, 'session');
    await ask(asking, 'refresh-session', { token: await newer(boards), connections: [named.id] });
    await renewed;
    const sent = heard.find((message) => (message as { kind: string }).kind === 'refresh');
    expect(sent).toEqual({
      kind: 'refresh',
      from: 'node-0',
      body: {
        subject: {
          userId: 'alice',
          sessionId: 'session-of-alice',
          issuedAt: boards.clock.now(),
          expiresAt: boards.clock.now() + 600_000,
        },
        connections: [named.id],
      },
    });
  });

  it('renews nobody for another user', async () => {
    await using boards = await stageBoards();
    const [asking, bob] = [await boards.as('alice', 0, { lifetimeSec: 60 }), await boards.as('bob', 1)];
    const heard = record(bob);
    await ask(asking, 'refresh-session', { token: await newer(boards), connections: [bob.id] });
    await boards.cluster.bus.idle();
    await ask(bob, 'view-post', { postId: 'p1' });
    expect(heard.map(([event]) => event)).not.toContain('session');
  });

  it('of a session that is revoked meanwhile brings nothing back', async () => {
    await using boards = await stageBoards();
    const asking = await boards.as('alice', 0, { lifetimeSec: 60 });
    const named = await boards.as('alice', 1, { lifetimeSec: 60 });
    const heard = record(named);
    await ask(asking, 'refresh-session', { token: await newer(boards), connections: [named.id] });
    await boards.roomkey(2).revoke({ sessionId: 'session-of-alice' });
    await expect.poll(() => boards.roomkey(1).connections).toBe(0);
    await expect.poll(() => heard.at(-1)).toMatchObject(['session', { reason: 'session_revoked' }]);
  });
});
