import { mkdirSync, writeFileSync } from 'node:fs';
import { environment } from '../sessions/support/report.ts';
import { watchLag } from './lag.ts';
import { measureOutage, measureUp } from './phases.ts';
import type { Phase } from './phases.ts';
import { markdown, missesOfPhase } from './report/markdown.ts';
import type { Result } from './report/markdown.ts';
import { rowsOf } from './report/rows.ts';
import { openStage } from './stage.ts';

// How long revoked sessions and lost rights live on, on three servers, with the bus between them and without it.

const RESULTS = new URL('../results/', import.meta.url);
const PACKAGES = [
  'roomkey',
  'socket.io',
  '@socket.io/redis-adapter',
  '@socket.io/postgres-adapter',
  'redis',
  'pg',
];
const isQuick = process.argv.includes('--quick');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const before = environment(PACKAGES);
const startedAt = Date.now();
const result = resultOf(await measureAll());
console.log(`\n${markdown(result)}`);
if (!isQuick) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('revocations.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(new URL('revocations.md', RESULTS), markdown(result));
}
process.exitCode = result.passes ? 0 : 1;

async function measureAll(): Promise<readonly Phase[]> {
  const lag = watchLag();
  await using redis = await openStage('Redis');
  await using postgres = await openStage('PostgreSQL');
  const stages = [redis, postgres];
  const phases: Phase[] = [];
  for (const stage of stages) phases.push(await measureUp(stage, lag, isQuick));
  progress('with the bus');
  // Outages are waited for more than they are computed: both buses have them at the same time.
  for (const state of ['hung for C', 'hung', 'stopped'] as const) {
    phases.push(...(await Promise.all(stages.map((stage) => measureOutage(stage, state, lag)))));
    progress(state);
  }
  return phases;
}

function resultOf(phases: readonly Phase[]): Result {
  const rows = phases.flatMap(rowsOf);
  const facts = phases.map((phase) => {
    const { bus, state, attempts, mendedAfter, slowestLookUp, lag } = phase;
    return { bus, state, attempts, mendedAfter, slowestLookUp, lag, misses: missesOfPhase(phase) };
  });
  const passes = [...rows, ...facts].every(({ misses }) => misses.length === 0);
  return { ...before, seconds: (Date.now() - startedAt) / 1_000, passes, rows, phases: facts };
}

function progress(done: string): void {
  console.error(`${done}: ${((Date.now() - startedAt) / 1_000).toFixed(0)} s`);
}
