import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { PUBLIC_URL, startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

describe.each(databases)('devices on $name', (kind) => {
  let board: TestBoard;
  let phone: Person;
  let laptop: Person;
  let stranger: Person;

  beforeAll(async () => {
    board = await startBoard(kind);
    phone = await board.signUp('Owner');
    laptop = await board.signIn(phone);
    stranger = await board.signUp('Stranger');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const devicesOf = async (as: Person): Promise<Json> =>
    (await board.expectJson(200, 'GET /api/devices', { as })).devices;

  it('are listed with where they are and when they were seen, and nothing that opens a session', async () => {
    const devices = await devicesOf(laptop);
    const facts = {
      userAgent: 'node',
      ipAddress: expect.stringMatching(/127\.0\.0\.1|::/),
      createdAt: expect.stringMatching(/Z$/),
      lastSeenAt: expect.stringMatching(/Z$/),
    };
    expect(devices).toHaveLength(2);
    expect(devices).toEqual(
      expect.arrayContaining([
        { id: phone.sessionId, ...facts, current: false },
        { id: laptop.sessionId, ...facts, current: true },
      ]),
    );
  });

  it('need a token, and a method', async () => {
    expect((await board.send('GET', '/api/devices')).status).toBe(401);
    expect((await board.send('DELETE', '/api/devices')).status).toBe(401);
    expect((await board.send('DELETE', `/api/devices/${phone.sessionId}`)).status).toBe(401);
    expect((await board.send('POST', '/api/devices', { as: phone })).status).toBe(405);
  });

  it.each([
    ['of another user', () => phone.sessionId],
    ['that does not exist', () => 'nothing'],
    ['with an id that is none', () => '%00'],
  ])('%s cannot be ended', async (_which, id) => {
    const { error } = await board.expectJson(404, `DELETE /api/devices/${id()}`, { as: stranger });
    expect(error.code).toBe('not_found');
    expect(await devicesOf(phone)).toHaveLength(2);
  });

  it('that sign themselves out keep no cookie', async () => {
    const tablet = await board.signIn(phone);
    const response = await board.send('DELETE', `/api/devices/${tablet.sessionId}`, {
      as: tablet,
      headers: { cookie: tablet.cookie },
    });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^board\.session_token=; Max-Age=0/),
    );
    expect(await devicesOf(phone)).toHaveLength(2);
  });

  it('leave the cookie of whoever signed in after them', async () => {
    const tablet = await board.signIn(phone);
    const response = await board.send('DELETE', `/api/devices/${tablet.sessionId}`, {
      as: tablet,
      headers: { cookie: stranger.cookie, origin: PUBLIC_URL },
    });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await board.tokenFor(stranger.cookie)).toBeTypeOf('string');
  });
});
