import { io } from 'socket.io-client';
import { startBoard } from './server.ts';
import type { Board } from './server.ts';

const ACCOUNTS = 50;
/** One less than an account may fail before it has to wait. */
const FAILURES_EACH = 4;
const FLOOD = 200;
/** Slow enough for the limits of one connection. */
const ASK_EVERY_MS = 200;
const NO_POST = '00000000-0000-4000-8000-000000000000';

await using board = await startBoard();
console.log(`\n${await compareAnswers(board)}\n`);
console.log(`${await flood(board)}\n`);

/** Failures for accounts that exist and for others, in turns, one after the other. */
async function compareAnswers({ post }: Board): Promise<string> {
  const fail = (email: string): Promise<number> => post('sign-in/email', { email, password: 'wrong guess' });
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const account = { name: 'Known', email: `known-${index}@example.com`, password: 'long enough' };
    expectStatus(200, await post('sign-up/email', account));
    expectStatus(401, await fail(`warm-up-${index}@example.com`));
  }
  const samples = { known: [] as number[], unknown: [] as number[] };
  for (let attempt = 0; attempt < ACCOUNTS * FAILURES_EACH; attempt += 1)
    for (const kind of attempt % 2 === 0
      ? (['known', 'unknown'] as const)
      : (['unknown', 'known'] as const)) {
      const startedAt = performance.now();
      expectStatus(401, await fail(`${kind}-${attempt % ACCOUNTS}@example.com`));
      samples[kind].push(performance.now() - startedAt);
    }
  const ratio = quantile(samples.known, 0.5) / quantile(samples.unknown, 0.5);
  return [
    `Failed sign-ins, ms        ${summary(samples.known)}  to accounts that exist`,
    `                           ${summary(samples.unknown)}  to accounts that do not`,
    `Ratio of medians           ${ratio.toFixed(3)}`,
  ].join('\n');
}

/** Failures all at once, while a visitor asks something small again and again. */
async function flood({ url, post }: Board): Promise<string> {
  const socket = io(url, { transports: ['websocket'] });
  const ask = async (): Promise<number> => {
    const startedAt = performance.now();
    await socket.timeout(30_000).emitWithAck('view-post', { postId: NO_POST });
    return performance.now() - startedAt;
  };
  const calm = [];
  for (let count = 0; count < 10; count += 1) calm.push(await ask());
  const acks: Promise<number>[] = [];
  const timer = setInterval(() => acks.push(ask()), ASK_EVERY_MS);
  const startedAt = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: FLOOD }, (_, index) =>
      post('sign-in/email', { email: `flood-${index}@example.com`, password: 'wrong guess' }),
    ),
  );
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const busy = await Promise.all(acks);
  socket.close();
  const refused = statuses.filter((status) => status === 503).length;
  return [
    `${FLOOD} failed sign-ins at once   answered in ${seconds.toFixed(1)} s, ${refused} of them with 503`,
    `Acks meanwhile, ms         ${summary(busy)}`,
    `Acks before, ms            ${summary(calm)}`,
  ].join('\n');
}

function expectStatus(expected: number, status: number): void {
  if (status !== expected) throw new Error(`${status} instead of ${expected}`);
}

function summary(samples: readonly number[]): string {
  return [0.5, 0.99, 1].map((share) => quantile(samples, share).toFixed(1).padStart(7)).join(' ');
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
