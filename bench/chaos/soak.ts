import { writeFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { environment } from '../sessions/support/report.ts';
import { seeded } from '../../app/server/test/support/seeded.ts';
import { startCluster } from './cluster/cluster.ts';
import { endOnSignal } from './cluster/end-on-signal.ts';
import { measured } from './cluster/program.ts';
import { gatherCrowd } from './load/crowd.ts';
import { openTown } from './load/people.ts';
import { readOptions } from './options.ts';
import { carriedBy } from './soak/load.ts';
import { isFlat, loadSentence, toTable, trendsOf, warm } from './soak/report.ts';
import { takeSample } from './soak/sample.ts';
import type { Sample } from './soak/sample.ts';

const RESULTS = new URL('../results/', import.meta.url);
const MINUTE_MS = 60_000;
const SAMPLES = 40;
const REPLACE_EVERY_MS = 250;
/** How long everybody looks at the same posts. */
const TURN_MS = 30_000;
const GET_IN_MS = 90_000;
/** Servers keep a connection for HTTP open for 65 seconds after its last request. */
const EMPTY_MS = 70_000;

endOnSignal();
const { date, machine, node } = environment([]);
const minutes = Number(process.env['SOAK_MINUTES'] ?? 20);
const options = readOptions(process.argv.slice(2));
const random = seeded(options.seed);
// What is kept for as long as a token lives must be full before the first quarter is over.
const variables = { ACCESS_TOKEN_TTL: '60' };
await using cluster = await startCluster({ ...options, program: measured, ownPostgres: true, variables });
const watched = await Promise.all(
  cluster.nodes.map(async (server) => ({
    server,
    node: server.name,
    before: await takeSample(server, performance.now()),
    samples: [] as Sample[],
  })),
);
await using town = openTown(cluster);
using crowd = await gatherCrowd(cluster, town, { ...options, random });
const [author] = await town.addPeople(1, 1);
if (author === undefined) throw new Error('Nobody to write posts');

const turn = async (): Promise<void> => crowd.turnTo(await town.addPosts(options.posts, author));
await turn();
await crowd.settle(GET_IN_MS);
const startedAt = performance.now();
const stopWriting = crowd.write();
const replacing = setInterval(() => crowd.replaceOne(), REPLACE_EVERY_MS);
const everyMs = (minutes * MINUTE_MS) / SAMPLES;
let turnedAt = startedAt;
for (let taken = 1; taken <= SAMPLES; taken += 1) {
  await passed(Math.max(0, startedAt + taken * everyMs - performance.now()));
  for (const { server, samples } of watched) samples.push(await takeSample(server, startedAt));
  if (performance.now() - turnedAt < TURN_MS) continue;
  // What nobody looks at any more must leave nothing behind.
  await turn();
  turnedAt = performance.now();
}
const wanted = { pages: crowd.pages.length, requestsPerSecond: options.requestsPerSecond };
const carried = carriedBy(
  watched.map(({ samples }) => warm(samples)),
  wanted,
);
stopWriting();
clearInterval(replacing);
crowd[Symbol.dispose]();
await passed(EMPTY_MS);

const nodes = await Promise.all(
  watched.map(async ({ server, ...rest }) =>
    trendsOf({ ...rest, afterwards: await takeSample(server, startedAt) }),
  ),
);
const report = { date, machine, node, minutes, ...options, carried, nodes };
const text = [
  '# Soak',
  `${minutes} minutes, ${options.people} people, ${options.nodes} servers over ${options.bus}; ${machine.cores} × ${machine.cpu}, ` +
    `Node ${node}, load before the run ${machine.loadBefore}, ${date}. What is measured: [bench/README.md](../README.md#soak).`,
  toTable(nodes),
  loadSentence(carried, wanted),
].join('\n\n');
process.stdout.write(`\n${text}\n`);
await writeFile(new URL('soak.md', RESULTS), `${text}\n`);
await writeFile(new URL('soak.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = carried.isReal && nodes.every(isFlat) ? 0 : 1;
