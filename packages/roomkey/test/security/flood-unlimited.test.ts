import { expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { Answer } from './support/sockets.ts';

/** Without the rates of the contract: what is left must hold by itself. */
const board = useBoard();

const MEGABYTE = 2 ** 20;

async function memory(): Promise<number> {
  const { text } = await board().send('GET /metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}

it('a client that asks and does not read is cut, and nobody waits for it', { timeout: 60_000 }, async () => {
  const before = await memory();
  const transport = await board().transport();
  const unknown = Array.from({ length: 10 }, (_, index) => `"${String(index).repeat(200)}":1`).join();
  transport.socket.pause();
  let cut = false;
  void transport.closed.then(() => (cut = true));
  const waits: number[] = [];
  for (let batch = 0; batch < 40; batch += 1) {
    for (let id = 0; id < 500; id += 1) transport.send(`42${id}["join-watch",{${unknown}}]`);
    waits.push(await board().answerTime());
  }
  transport.socket.resume();
  await transport.closed;
  expect(cut).toBe(true);
  expect(Math.max(...waits)).toBeLessThan(1_000);
  // Less than a quarter of what it asked for was ever sent.
  expect(transport.frames.length).toBeLessThan(15_000);
  expect((await memory()) - before).toBeLessThan(200 * MEGABYTE);
});

it('a connection is in 128 rooms at most', { timeout: 60_000 }, async () => {
  const owner = await board().person('Owner');
  const transport = await board().transport(owner);
  const answers: Answer[] = [];
  for (let posts = 0; posts < 65; posts += 1) {
    const payload = JSON.stringify({ postId: await board().post(owner) });
    for (const name of ['join-post', 'join-watch']) answers.push(await transport.request(name, payload));
  }
  expect(answers.slice(0, 128).every(({ ok }) => ok)).toBe(true);
  expect(answers.slice(128)).toMatchObject([
    { ok: false, error: { code: 'rate_limited' } },
    { ok: false, error: { code: 'rate_limited' } },
  ]);
});
