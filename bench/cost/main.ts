import { mkdirSync, writeFileSync } from 'node:fs';
import { environment } from '../sessions/support/report.ts';
import { createIssuer } from './application/tokens.ts';
import { readOptions } from './options.ts';
import { profile } from './profile.ts';
import { markdown } from './report/markdown.ts';
import type { Run } from './report/markdown.ts';
import { resultOf } from './report/result.ts';
import type { Result } from './report/result.ts';
import { measureWorkload } from './schedule.ts';
import { hasPostgres } from './server/board.ts';
import { CORES, pinLoad } from './server/cores.ts';
import type { Workload } from './workload.ts';
import { delivery } from './workloads/delivery.ts';
import { handshake, handshakeAgain } from './workloads/handshake.ts';
import { likePost } from './workloads/like-post.ts';
import { likes } from './workloads/likes.ts';
import { memory } from './workloads/memory.ts';
import { reconnect } from './workloads/reconnect.ts';
import { request } from './workloads/request.ts';

const CREATE = [handshake, handshakeAgain, request, delivery, likes, likePost, reconnect, memory];
const RESULTS = new URL('../../results/', import.meta.url);
/** After this long no workload begins another round; what is begun is finished. */
const BUDGET_MS = { full: 480_000, quick: 60_000 };
const PACKAGES = [
  'roomkey',
  'socket.io',
  'engine.io',
  'ws',
  'socketcluster-server',
  '@thream/socketio-jwt',
  '@feathersjs/socketio',
  '@nestjs/websockets',
  'jsonwebtoken',
  'jose',
  'zod',
];

const { size, only, profile: profiled, settled } = readOptions(process.argv.slice(2));
pinLoad();
const issuer = await createIssuer();
const workloads = CREATE.map((create) => create({ size, settled, issuer }));
if (profiled === undefined) await run(workloads.filter(isAsked));
else await profile(workloadNamed(profiled));

async function run(asked: readonly Workload[]): Promise<void> {
  const before = environment(PACKAGES);
  const startedAt = Date.now();
  const results: Result[] = [];
  for (const [index, workload] of asked.entries()) {
    const share = (index + 1) / asked.length;
    const { parts, rounds } = await measureWorkload(workload, startedAt + BUDGET_MS[size] * share);
    results.push(resultOf(workload, parts, rounds));
    console.error(`${workload.name}: done after ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const database = (await hasPostgres()) ? 'PostgreSQL' : 'PGlite';
  report({ ...before, cores: CORES, database, results });
}

/** A full run is kept; anything less is only shown. */
function report(result: Run): void {
  const text = markdown(result);
  console.log(`\n${text}`);
  if (size === 'quick' || settled || only.length > 0) return;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('latest.md', RESULTS), text);
  writeFileSync(new URL('latest.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}

function isAsked({ name }: Workload): boolean {
  return only.length === 0 || only.some((start) => name.startsWith(start));
}

function workloadNamed(name: string): Workload {
  const workload = workloads.find((candidate) => candidate.name === name);
  if (workload === undefined) throw new Error(`There is no workload "${name}".`);
  return workload;
}
