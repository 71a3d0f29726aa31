import { ask } from '../load/link.ts';
import type { Link } from '../load/link.ts';
import { signUp } from '../load/people.ts';
import { openSocketIo } from '../load/socket-io.ts';
import { quantile } from '../report/statistics.ts';
import { createBoardDatabase, seedBoard, startBoard } from '../server/board.ts';
import type { ServerProcess } from '../server/process.ts';
import type { CreateWorkload, Part, Row } from '../workload.ts';

const FANS = 20;
const MS_TO_US = 1000;
const POST = { postId: '018f0000-0000-7000-8000-000000000001' };
const LIKES: Readonly<Record<string, number>> = { 'no likes': 0, '100,000 likes': 100_000 };

/** Whether a like costs more on a post that many like already: the application, with its database. */
export const likePost: CreateWorkload = ({ size }) => ({
  name: 'like-post',
  title: 'A like of the board, by how many there are',
  metrics: {
    latency: { label: 'median until answered, database included, one at a time', unit: 'ms' },
    cpu: { label: 'CPU of the board’s process', unit: 'µs' },
  },
  baseline: 'no likes',
  rows: Object.keys(LIKES),
  without: {},
  rounds: 1,
  parts: size === 'full' ? 12 : 4,
  start: (row) => startRow(LIKES[row] ?? 0),
});

async function startRow(likes: number): Promise<Row> {
  const database = await createBoardDatabase();
  try {
    await seedBoard(database, postWith(likes));
    const server = await startBoard(database);
    const links = await openFans(server.address);
    await measure(server, links);
    return {
      server,
      measure: () => measure(server, links),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

const postWith = (likes: number): readonly string[] => [
  `insert into "user" (id, name, email) values ('author', 'Author', 'author@example.com')`,
  `insert into "user" (id, name, email)
    select 'crowd-' || n, 'Crowd ' || n, 'crowd-' || n || '@example.com' from generate_series(1, ${likes}) n`,
  `insert into posts (id, author_id, title, body, like_count, version)
    values ('${POST.postId}', 'author', 'A post', 'Its text', ${likes}, ${likes})`,
  `insert into post_likes (post_id, user_id)
    select '${POST.postId}', 'crowd-' || n from generate_series(1, ${likes}) n`,
  'analyze',
];

async function openFans(address: string): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (let fan = 0; fan < FANS; fan += 1) {
    links.push(await openSocketIo({ address, token: await signUp(address, `fan${fan}`) }));
  }
  return links;
}

/** Everybody likes, one after the other, and takes it back; both change one row and answer with the count. */
async function measure(server: ServerProcess, links: readonly Link[]): Promise<Part> {
  const latencies: number[] = [];
  const before = await server.call('cpu');
  for (const link of links) {
    const startedAt = performance.now();
    await ask(link, 'like-post', POST);
    latencies.push(performance.now() - startedAt);
  }
  const cpu = (await server.call('cpu')) - before;
  for (const link of links) await ask(link, 'unlike-post', POST);
  return { latency: quantile(latencies, 0.5), cpu: (cpu * MS_TO_US) / links.length };
}
