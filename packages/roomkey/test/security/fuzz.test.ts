import { array, assert, asyncProperty, boolean, constantFrom } from 'fast-check';
import type { IAsyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { Board } from './support/board.ts';
import { fuzzedFrames } from './support/fuzz/frames.ts';
import { fuzzedHttp } from './support/fuzz/http.ts';
import { fuzzedRequest } from './support/fuzz/payloads.ts';
import type { FuzzedRequest } from './support/fuzz/payloads.ts';
import type { Person } from './support/people.ts';
import { connectTransport, openTransport } from './support/raw-transport.ts';
import type { Answer } from './support/sockets.ts';
import { nextText, tcpTo } from './support/tcp.ts';

/** A slice of it for every day; `npm run fuzz` for all of it. The seed is in the names, to run one again. */
const isLong = process.env['FUZZ'] === 'long';
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const timeout = isLong ? 3_600_000 : 60_000;

const PAYLOADS_EACH = 50;
const FRAMES_EACH = 10;
const payloads = isLong ? 100_000 : 2_500;
const frames = isLong ? 20_000 : 2_000;
const httpRequests = isLong ? 2_000 : 300;

const GROWTH_BYTES = 256 * 2 ** 20;

const board = useBoard();

/** Properties that take what is found apart, and try again with less of it. */
const hold = <Value>(property: IAsyncProperty<Value>, numRuns: number): Promise<void> =>
  assert(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: timeout - 10_000,
    markInterruptAsFailure: true,
  });

async function memoryOf({ send }: Board): Promise<number> {
  const { text } = await send('GET /metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}

/** Sends all of them at once on a connection of their own, and waits for every answer. */
async function answersTo(requests: readonly FuzzedRequest[], person?: Person): Promise<Answer[]> {
  const transport = await connectTransport(board().url, person?.token);
  try {
    return await Promise.all(requests.map(({ name, payload }) => transport.request(name, payload)));
  } finally {
    transport.close();
  }
}

const isAnswer = (answer: Answer): boolean =>
  answer.ok === true || (answer.ok === false && answer.error.code !== 'internal');

describe(`with the seed ${seed}`, () => {
  it(`${payloads} payloads are answered`, { timeout }, async () => {
    const [alice, bob] = await Promise.all([board().person('Alice'), board().person('Bob')]);
    const known = {
      postIds: [await board().post(alice), board().postId],
      tokens: [alice.token, bob.token, ''],
    };
    const batch = array(fuzzedRequest(known), { minLength: PAYLOADS_EACH, maxLength: PAYLOADS_EACH });
    const before = await memoryOf(board());
    await hold(
      asyncProperty(constantFrom('Alice', 'Bob', null), batch, async (name, requests) => {
        const answers = await answersTo(requests, name === null ? undefined : await board().person(name));
        expect(answers.filter((answer) => !isAnswer(answer))).toEqual([]);
      }),
      payloads / PAYLOADS_EACH,
    );
    expect((await memoryOf(board())) - before).toBeLessThan(GROWTH_BYTES);
  });

  it(`${frames} frames are answered, ignored, or close their transport`, { timeout }, async () => {
    const { token } = await board().person('Alice');
    const { postId, url } = board();
    const before = await memoryOf(board());
    await hold(
      asyncProperty(boolean(), fuzzedFrames(postId, token), async (connected, sent) => {
        const transport = await openTransport(url);
        if (connected) await transport.connect({ token });
        for (const frame of sent) transport.send(frame);
        const answer = transport.request('leave-watch', `{"postId":"${postId}"}`).catch(() => 'closed');
        expect(await Promise.race([answer, transport.closed])).toBeDefined();
        transport.close();
      }),
      frames / FRAMES_EACH,
    );
    expect((await memoryOf(board())) - before).toBeLessThan(GROWTH_BYTES);
  });

  it(`${httpRequests} HTTP requests are answered, and none with a fault`, { timeout }, async () => {
    const { token, cookie } = await board().person('Alice');
    const { postId, url } = board();
    await hold(
      asyncProperty(fuzzedHttp({ postId, token, cookie }), async (request) => {
        const socket = await tcpTo(url);
        socket.end(request);
        const answer = await nextText(socket);
        socket.destroy();
        expect(answer).toMatch(/^$|^HTTP\/1\.1 ([1-4]\d\d|501) /);
      }),
      httpRequests,
    );
  });
});
