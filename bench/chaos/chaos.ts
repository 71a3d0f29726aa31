import { writeFile } from 'node:fs/promises';
import { startCluster } from './cluster/cluster.ts';
import { built } from './cluster/program.ts';
import { endOnSignal } from './cluster/end-on-signal.ts';
import { kill, others } from './faults.ts';
import { gatherCrowd } from './load/crowd.ts';
import { openTown } from './load/people.ts';
import { readOptions } from './options.ts';
import { violations } from './report/result.ts';
import type { RunResult } from './report/result.ts';
import { toMarkdown, toReport } from './report/table.ts';
import { runOnce } from './run.ts';
import { environment } from '../sessions/support/report.ts';
import { seeded } from '../../app/server/test/support/seeded.ts';

const RESULTS = new URL('../results/', import.meta.url);

endOnSignal();
const before = environment([]);
const options = readOptions(process.argv.slice(2));
const random = seeded(options.seed);
await using cluster = await startCluster({ ...options, program: built, ownPostgres: true });
await using town = openTown(cluster);
using crowd = await gatherCrowd(cluster, town, { ...options, random });

const faults = [...Array.from({ length: options.kills }, () => kill), ...others]
  .filter(({ isPossible }) => isPossible(cluster))
  .filter(({ name }) => options.only.length === 0 || options.only.some((part) => name.includes(part)));
const runs: RunResult[] = [];
for (const [index, fault] of faults.entries()) {
  const result = await runOnce({ cluster, town, crowd, random, posts: options.posts }, fault);
  runs.push(result);
  const broken = violations(result);
  const outcome = broken.length === 0 ? `ok, ${result.acknowledged} acknowledged` : broken.join('; ');
  process.stdout.write(`${index + 1}/${faults.length} ${fault.name}: ${outcome}\n`);
  for (const said of result.crashed) process.stdout.write(`${said}\n`);
}

const report = toReport(before, options, runs);
const markdown = toMarkdown(report);
process.stdout.write(`\n${markdown}`);
if (options.only.length === 0) {
  await writeFile(new URL('chaos.md', RESULTS), markdown);
  await writeFile(new URL('chaos.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
}
process.exitCode = runs.some((run) => violations(run).length > 0) ? 1 : 0;
