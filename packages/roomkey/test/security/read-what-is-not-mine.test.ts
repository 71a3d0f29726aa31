import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { Board } from './support/board.ts';
import { PASSWORD } from './support/people.ts';
import type { Person } from './support/people.ts';
import type { RawTransport } from './support/raw-transport.ts';

const board = useBoard();

interface Listener {
  readonly person: Person;
  readonly transport: RawTransport;
  /** Its own id on the server, which nobody else should see. */
  readonly socketId: string;
}

async function listen(name: string): Promise<Listener> {
  const person = await board().signUp(name);
  const transport = await board().transport(person);
  const connect = transport.frames.find((frame) => frame.startsWith('40')) ?? '';
  return { person, transport, socketId: JSON.parse(connect.slice(2)).sid };
}

/** What people do all day, by socket and by HTTP; returns all that came back to the reader over HTTP. */
async function live(alice: Listener, bob: Listener): Promise<string[]> {
  const postId = await board().post(alice.person);
  const post = `{"postId":"${postId}"}`;
  const comment = { body: 'Hello', opId: crypto.randomUUID() };
  for (const { transport } of [alice, bob]) {
    await transport.request('join-post', post);
    await transport.request('view-post', post);
  }
  await alice.transport.request('typing', `{"postId":"${postId}","isTyping":true}`);
  await alice.transport.request('like-post', post);
  await alice.transport.request('comment-post', JSON.stringify({ postId, ...comment }));
  await alice.transport.request('like-post', '{"postId":1}');
  await alice.transport.request('refresh-session', JSON.stringify({ token: alice.person.token }));
  await bob.transport.frame((frame) => frame.startsWith('42["comment-added"'));
  const bodies = await readEverything(postId, bob.person);
  await board().send(`PATCH /api/posts/${postId}`, { as: alice.person, body: { visibility: 'private' } });
  await bob.transport.frame((frame) => frame.startsWith('42["left-post"'));
  return bodies;
}

async function readEverything(postId: string, as: Person): Promise<string[]> {
  const paths = [
    '/api/posts',
    `/api/posts/${postId}`,
    `/api/posts/${postId}/comments`,
    `/api/posts/${postId}/blocks`,
    '/api/devices',
    '/api/posts/none',
    '/api/auth/jwks',
    '/api/auth/token',
    '/api/auth/list-accounts',
    '/api/auth/admin/list-users',
    '/healthz',
    '/readyz',
    '/metrics',
    '/',
  ] as const;
  const answers: string[] = [];
  for (const path of paths) {
    const { text, headers } = await board().send(`GET ${path}`, { as, headers: { cookie: as.cookie } });
    answers.push(`${path} ${text} ${[...headers].map((header) => header.join(': ')).join('\n')}`);
  }
  return answers;
}

const secretsOf = ({ person, socketId }: Listener) => ({
  email: person.email,
  token: person.token,
  cookie: person.cookie.slice(person.cookie.indexOf('=') + 1),
  sessionId: person.sessionId,
  socketId,
});

const found = (texts: readonly string[], secrets: Readonly<Record<string, string>>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    texts.filter((text) => text.includes(secret)).map((text) => `${name} in ${text.slice(0, 200)}`),
  );

const everywhere = { password: PASSWORD, hash: '$argon2', salt: 'scrypt', stack: '    at ', key: '"d":"' };

describe('whoever takes part', () => {
  it('is told who wrote, and nothing else of anybody', async () => {
    const [alice, bob] = await Promise.all([listen('Alice'), listen('Bob')]);
    const bodies = await live(alice, bob);
    const heard = [...bob.transport.frames, ...bodies];
    expect(heard.some((text) => text.includes('user-typing') && text.includes(alice.person.id))).toBe(true);
    expect(found(heard, { ...secretsOf(alice), ...everywhere })).toEqual([]);
  });

  it('is sent no secret of its own by the socket either', async () => {
    const [alice, bob] = await Promise.all([listen('Alice'), listen('Bob')]);
    await live(alice, bob);
    const { email, token, cookie, sessionId } = secretsOf(alice);
    expect(found(alice.transport.frames, { email, token, cookie, sessionId, ...everywhere })).toEqual([]);
  });
});

describe('the log', () => {
  // The audit trail names sessions and sockets, by ids that open nothing.
  const secretsIn = ({ output }: Board, listener: Listener): string[] => {
    const { email, token, cookie } = secretsOf(listener);
    return found(output().split('\n'), { email, token, cookie, jwt: 'eyJ', password: PASSWORD, sid: 'sid=' });
  };

  it('has no secret of anybody, at its most talkative', async () => {
    const [alice, bob] = await Promise.all([listen('Alice'), listen('Bob')]);
    await live(alice, bob);
    const { email, token } = alice.person;
    await board().send(`GET /api/posts?token=${token}&email=${email}&sid=secret`);
    await board().send('POST /api/auth/sign-in/email', { body: { email, password: 'wrong, but close' } });
    expect([...secretsIn(board(), alice), ...secretsIn(board(), bob)]).toEqual([]);
    expect(board().output()).not.toContain('wrong, but close');
    // It is not silent: there is something that could have held them.
    expect(board().output()).toContain('answered');
  });
});
