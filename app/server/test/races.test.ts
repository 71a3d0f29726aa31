import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { seeded } from './support/seeded.ts';
import { ask } from './support/sockets.ts';
import { startBoard } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

const ROUNDS = 5;
const CLIENTS = 40;
const JITTER_MS = 150;
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

describe.each(databases)('a storm of one user on $name', { timeout: 60_000 }, (kind) => {
  const random = seeded(20_260_311);
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, random() * JITTER_MS));
  let board: TestBoard;
  let root: Person;
  let victim: Person;
  let postId: string;

  beforeAll(async () => {
    board = await startBoard(kind, { ADMIN_EMAILS: 'root-1@example.com', REQUEST_LIMITS: 'off' });
    root = await board.signUp('Root');
  });
  beforeEach(async () => {
    victim = await board.signUp('Victim');
    postId = await board.post(root);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  /** Connects at some moment, joins, and writes for as long as it is let. */
  const storm = (): { sockets: Socket[]; settled: Promise<unknown> } => {
    const sockets: Socket[] = [];
    const settled = Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        await pause();
        const socket = board.connect(victim);
        sockets.push(socket);
        const steps = [
          ['join-watch', { postId }],
          ['join-post', { postId }],
          ['comment-post', { postId, body: 'One', opId: randomUUID() }],
          ['like-post', { postId }],
          ['unlike-post', { postId }],
          ['comment-post', { postId, body: 'Two', opId: randomUUID() }],
        ] as const;
        const over = new Promise((resolve) => {
          socket.once('disconnect', resolve).once('connect_error', resolve);
        });
        for (const [name, payload] of steps) await Promise.race([over, socket.emitWithAck(name, payload)]);
      }),
    );
    return { sockets, settled };
  };

  const written = async (): Promise<Json> => {
    const { post } = await board.expectJson(200, `GET /api/posts/${postId}`, { as: root });
    return { comments: post.commentCount, likes: post.likeCount };
  };

  it.each(rounds)('that is banned amid it leaves no connection and no later write: round %i', async () => {
    const { sockets, settled } = storm();
    await pause();
    const ban = { headers: { cookie: root.cookie }, body: { userId: victim.id } };
    expect((await board.send('POST', '/api/auth/admin/ban-user', ban)).status).toBe(200);
    const atBan = await written();
    await settled;
    await expect.poll(() => sockets.filter((socket) => socket.connected)).toEqual([]);
    expect(sockets).toHaveLength(CLIENTS);
    expect(await written()).toEqual(atBan);
  });

  it.each(rounds)('that is blocked amid it leaves no membership and no later write: round %i', async () => {
    const { sockets, settled } = storm();
    await pause();
    const path = `/api/posts/${postId}/blocks/${victim.id}`;
    expect((await board.send('PUT', path, { as: root })).status).toBe(204);
    const atBlock = await written();
    const overheard: string[] = [];
    for (const socket of sockets) {
      socket.onAny((event: string) => event.endsWith('-update') && overheard.push(event));
    }
    await settled;
    expect(await board.request(root, 'like-post', { postId })).toMatchObject({ ok: true });
    const typing = await Promise.all(
      sockets.map((socket) => ask(socket, 'typing', { postId, isTyping: true })),
    );
    expect(typing.map(({ error }) => error?.code)).toEqual(sockets.map(() => 'not_joined'));
    expect(overheard).toEqual([]);
    expect(await written()).toEqual({ ...atBlock, likes: atBlock.likes + 1 });
  });
});
