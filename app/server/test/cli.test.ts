import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pglite, remoteDatabases } from './support/databases.ts';
import { finished, runProgram, urlOf } from './support/process.ts';
import { ask, heard, revoked } from './support/sockets.ts';
import { PUBLIC_URL, boardOn, clientOf } from './support/test-board.ts';

const SWEEP_MS = 5_000;

type Variables = Readonly<Record<string, string>>;

const roomkey = (variables: Variables, ...args: string[]) =>
  finished(runProgram('src/cli/main.ts', variables, args));

const startServer = async (variables: Variables) => {
  const child = runProgram('src/main.ts', { ...variables, PORT: '0', PUBLIC_URL, AUTH_RATE_LIMIT: '0' });
  const exit = once(child, 'exit');
  const url = await urlOf(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exit;
  };
  return { client: clientOf(url), end };
};

describe('the command line', { timeout: 60_000 }, () => {
  it('lists and cuts the sessions of a running server that has the embedded database', async () => {
    const { directory, variables, remove } = await pglite.create();
    const { client, end } = await startServer(variables);
    const phone = await client.signUp('Owner');
    const laptop = await client.signIn(phone);
    const sockets = [client.connect(phone), client.connect(laptop)] as const;
    await Promise.all(sockets.map((socket) => heard(socket, 'session')));
    expect((await stat(join(directory, 'control.sock'))).mode & 0o777).toBe(0o600);

    const list = await roomkey(variables, 'sessions', '--user', phone.email.toUpperCase());
    expect(list).toMatchObject({ status: 0, stderr: '' });
    expect(list.stdout).toContain(`Owner <${phone.email}>`);
    for (const { sessionId } of [phone, laptop]) expect(list.stdout).toContain(sessionId);
    expect(list.stdout).not.toContain(decodeURIComponent(phone.cookie).split(/[=.]/)[2]);

    const onPhone = revoked(sockets[0], SWEEP_MS);
    const one = await roomkey(variables, 'revoke', '--session', phone.sessionId);
    expect(one).toEqual({ status: 0, stdout: 'Ended the session. 1 connection was cut.\n', stderr: '' });
    await onPhone;
    expect((await client.send('GET', '/api/devices', { as: phone })).status).toBe(401);
    expect((await client.send('GET', '/api/devices', { as: laptop })).status).toBe(200);

    const onLaptop = revoked(sockets[1], SWEEP_MS);
    const all = await roomkey(variables, 'revoke', '--user', phone.id);
    expect(all.stdout).toBe(`Ended 1 session of Owner <${phone.email}>. 1 connection was cut.\n`);
    await onLaptop;
    await end('SIGTERM');
    await remove();
  });

  it('opens the embedded database itself when no server runs, whatever a killed one has left', async () => {
    const { variables, remove } = await pglite.create();
    const first = await startServer(variables);
    const phone = await first.client.signUp('Owner');
    await first.end('SIGKILL');
    const ended = await roomkey(variables, 'revoke', '--user', phone.email);
    expect(ended).toEqual({
      status: 0,
      stdout: `Ended 1 session of Owner <${phone.email}>. No server is running on this data.\n`,
      stderr: '',
    });

    const second = await startServer(variables);
    const laptop = await second.client.signIn(phone);
    const gone = await roomkey(variables, 'revoke', '--session', phone.sessionId);
    expect(gone).toEqual({ status: 1, stdout: '', stderr: 'No such session\n' });
    const list = await roomkey(variables, 'sessions', '--user', phone.id);
    expect(list.stdout).toContain(laptop.sessionId);
    await second.end('SIGTERM');
    await remove();
  });

  it('says what went wrong in one sentence, and how it is used', async () => {
    const { variables, remove } = await pglite.create();
    expect(await roomkey(variables, 'revoke', '--user', 'nobody@example.com')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'No such user\n',
    });
    const usage = await roomkey(variables, 'revoke');
    expect(usage).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^Usage:/) });
    await remove();
  });
});

describe.each(remoteDatabases)('the command line on $name', { timeout: 60_000 }, (kind) => {
  it('works on the database, and servers notice by themselves', async () => {
    const database = await kind.create();
    await using board = await boardOn(database);
    const phone = await board.signUp('Owner');
    const neighbour = await board.signUp('Neighbour');
    const [socket, other] = [board.connect(phone), board.connect(neighbour)];
    await Promise.all([heard(socket, 'session'), heard(other, 'session')]);
    // Beside one round of the sweep there is the time the program takes to end.
    const ended = revoked(socket, 2 * SWEEP_MS);
    const { stdout } = await roomkey(database.variables, 'revoke', '--user', phone.email);
    expect(stdout).toBe(
      `Ended 1 session of Owner <${phone.email}>. Servers cut its connections within 5 seconds.\n`,
    );
    const { error } = await board.expectJson(401, 'GET /api/posts', { as: phone });
    expect(error.code).toBe('session_revoked');
    await ended;
    const postId = await board.post(neighbour);
    expect(await ask(other, 'like-post', { postId })).toMatchObject({ ok: true });
  });
});
