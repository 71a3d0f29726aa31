import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { Person } from './support/people.ts';
import { ask, record } from './support/sockets.ts';
import type { Answer } from './support/sockets.ts';

const board = useBoard();

/** What is no id of a post, made from the id of one. */
const notAnId: [string, (postId: string) => unknown][] = [
  ['the name of a room', (postId) => `post:${postId}`],
  ['two rooms in one text', (postId) => `${postId},watch:${postId}`],
  ['an id with a separator', (postId) => `${postId}:`],
  ['an id with a fragment', (postId) => `${postId}#`],
  ['an id with a blank', (postId) => ` ${postId}`],
  ['an id with a line break', (postId) => `${postId}\n`],
  ['an id with NUL', (postId) => `${postId}\u0000`],
  [
    'full-width digits',
    (id) => id.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  ],
  ['a path', () => '../../etc/passwd'],
  ['a wildcard', () => '*'],
  ['a user', () => 'user:bob'],
  ['a group', () => 'admin'],
  ['the name of a prototype', () => '__proto__'],
  ['the name of a constructor', () => 'constructor'],
  ['an empty text', () => ''],
  ['a text of 10 KB', () => 'a'.repeat(10_000)],
  ['a number', () => 1],
  ['true', () => true],
  ['null', () => null],
  ['a list with the id', (postId) => [postId]],
  ['a list with the id and a user', (postId) => [postId, 'user:bob']],
  ['an operator', () => ({ $gt: '' })],
  ['an object that passes for a text', (postId) => ({ toString: postId, length: 36 })],
];

const requests = ['join-post', 'join-watch', 'view-post', 'leave-post', 'like-post'];

const refused = (code: string): unknown => ({ ok: false, error: expect.objectContaining({ code }) });

describe('a room is found by the id of its post, and by nothing else:', () => {
  it.each(notAnId)('not by %s', async (_, idFrom) => {
    const socket = await board().connect(await board().person('Mallory'));
    for (const name of requests) {
      const answer = await ask(socket, name, { postId: idFrom(board().postId) });
      expect([name, answer]).toEqual([name, refused('invalid_payload')]);
    }
  });

  it.each([
    { room: 'post:x' },
    { rooms: ['post:x'] },
    { socketId: 'x' },
    {},
    { postid: 'x' },
    { PostId: 'x' },
  ])('not by %j', async (payload) => {
    const socket = await board().connect(await board().person('Mallory'));
    expect(await ask(socket, 'join-post', payload)).toEqual(refused('invalid_payload'));
  });

  it.each([{ room: 'admin' }, { userId: 'bob' }, { socketId: 'x' }])(
    'not with %j beside it either',
    async (extra) => {
      const socket = await board().connect(await board().person('Mallory'));
      expect(await ask(socket, 'join-post', { postId: board().postId, ...extra })).toEqual(
        refused('invalid_payload'),
      );
    },
  );

  it.each(['join-post', 'join-watch'])('not by the id of a socket (%s)', async (name) => {
    const [victim, socket] = await Promise.all([
      board().connect(await board().person('Victim')),
      board().connect(),
    ]);
    expect((await ask(socket, name, { postId: victim.id })).ok).toBe(false);
    expect((await ask(socket, name, victim.id)).ok).toBe(false);
  });

  it.each(['join', 'subscribe', 'join-admin', 'join-user', 'join-', 'joined-post', 'join-__proto__'])(
    'not by the request %j, which nobody declared',
    async (name) => {
      const socket = await board().connect(await board().person('Mallory'));
      expect(await ask(socket, name, { postId: board().postId })).toEqual(refused('unknown_event'));
    },
  );
});

describe('a visitor', () => {
  it('may watch, and not take part', async () => {
    const socket = await board().connect();
    const { postId } = board();
    expect(await ask(socket, 'join-post', { postId })).toEqual({
      ok: false,
      error: { code: 'unauthenticated', message: 'Authentication required to join rooms', retry: 'never' },
    });
    expect(await ask(socket, 'join-watch', { postId })).toEqual({ ok: true, data: { postId } });
  });

  it('who watches hears nothing of who is typing', async () => {
    const { postId } = board();
    const [visitor, writer, reader] = await Promise.all([
      board().connect(),
      board().connect(await board().person('Writer')),
      board().connect(await board().person('Reader')),
    ]);
    const heard = record(visitor);
    const heardByReader = record(reader);
    await ask(visitor, 'join-watch', { postId });
    await Promise.all([writer, reader].map((socket) => ask(socket, 'join-post', { postId })));
    await ask(writer, 'typing', { postId, isTyping: true });
    await expect.poll(() => heardByReader.map(([event]) => event)).toContain('user-typing');
    // Frames of one process go out in order: after this answer nothing of before can still come.
    await ask(visitor, 'join-watch', { postId });
    expect(heard.map(([event]) => event)).not.toContain('user-typing');
  });
});

describe('who is not in a room', () => {
  it('sends nothing to it', async () => {
    const postId = await board().post(await board().person('Owner'));
    const [mallory, reader] = await Promise.all([
      board().connect(await board().person('Mallory')),
      board().connect(await board().person('Reader')),
    ]);
    const heard = record(reader);
    await ask(reader, 'join-post', { postId });
    expect(await ask(mallory, 'typing', { postId, isTyping: true })).toEqual(refused('not_joined'));
    await ask(reader, 'join-post', { postId });
    const joined = ['joined-post', 'presence-state'];
    expect(heard.map(([event]) => event)).toEqual([...joined, ...joined]);
  });

  it('hears nothing of it, however fast it came and went', async () => {
    const postId = await board().post(await board().person('Owner'));
    const payload = JSON.stringify({ postId });
    const [mallory, owner] = await Promise.all([
      board().transport(await board().person('Mallory')),
      board().transport(await board().person('Owner')),
    ]);
    const comings = Array.from({ length: 100 }, (_, index) =>
      mallory.request(index % 2 === 0 ? 'join-post' : 'leave-post', payload),
    );
    const answers = await Promise.all(comings);
    const codes = answers.map((answer: Answer) => answer.error?.code ?? 'ok');
    expect(codes.filter((code) => code !== 'ok' && code !== 'conflict')).toEqual([]);
    expect(await owner.request('like-post', payload)).toMatchObject({ ok: true });
    expect(await mallory.request('leave-post', payload)).toMatchObject({ ok: true });
    expect(mallory.frames.filter((frame) => frame.includes('like-update'))).toEqual([]);
  });
});

describe('a post that is hidden', () => {
  const missing = '00000000-0000-4000-8000-000000000000';

  async function hiddenPost(owner: Person): Promise<string> {
    const postId = await board().post(owner);
    await board().send(`PATCH /api/posts/${postId}`, { as: owner, body: { visibility: 'private' } });
    return postId;
  }

  it.each([...requests, 'unlike-post'])('looks to %s like one that is not there', async (name) => {
    const hidden = await hiddenPost(await board().person('Owner'));
    const socket = await board().connect(await board().person('Mallory'));
    const [ofHidden, ofMissing] = [
      await ask(socket, name, { postId: hidden }),
      await ask(socket, name, { postId: missing }),
    ];
    expect(JSON.stringify(ofHidden).replaceAll(hidden, missing)).toBe(JSON.stringify(ofMissing));
  });

  it.each(['GET', 'PATCH', 'DELETE', 'GET comments', 'POST comments', 'GET blocks'])(
    'looks to %s like one that is not there',
    async (request) => {
      const hidden = await hiddenPost(await board().person('Owner'));
      const as = await board().person('Mallory');
      const [method = '', below = ''] = request.split(' ');
      const body =
        method === 'PATCH' ? { visibility: 'public' } : { body: 'Hello', opId: crypto.randomUUID() };
      const answerOf = async (postId: string): Promise<unknown> => {
        const path = `/api/posts/${postId}${below && `/${below}`}`;
        const { status, text } = await board().send(`${method} ${path}`, {
          as,
          ...(method === 'GET' ? {} : { body }),
        });
        return { status, text };
      };
      expect(await answerOf(hidden)).toEqual(await answerOf(missing));
    },
  );

  it('lets nobody hear of it by asking in time with somebody who may', async () => {
    const owner = await board().person('Owner');
    const hidden = await hiddenPost(owner);
    const [mallory, ownerSocket] = await Promise.all([
      board().connect(await board().person('Mallory')),
      board().connect(owner),
    ]);
    const heard = record(mallory);
    await Promise.all(
      [mallory, ownerSocket].flatMap((socket) => [
        ask(socket, 'join-post', { postId: hidden }),
        ask(socket, 'join-watch', { postId: hidden }),
      ]),
    );
    expect(await ask(ownerSocket, 'like-post', { postId: hidden })).toMatchObject({ ok: true });
    expect((await ask(mallory, 'join-post', { postId: hidden })).ok).toBe(false);
    expect(heard).toEqual([]);
  });
});
