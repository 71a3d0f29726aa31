import { mkdirSync, readFileSync } from 'node:fs';
import type { Profiler, Runtime } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { BARE, ROOMKEY } from './subjects/catalogue.ts';
import type { Workload } from './workload.ts';

const FOLDER = new URL('../../results/profiles/', import.meta.url);
const FRAMES = 25;
const PARTS = 4;

/** Profiles Roomkey and its baseline under a workload, and prints where each spends its time. */
export async function profile(workload: Workload): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of [BARE, ROOMKEY]) {
    const path = fileURLToPath(new URL(`${workload.name}-${name.toLowerCase()}.cpuprofile`, FOLDER));
    await using row = await workload.start(name);
    await row.server.call('startProfile');
    for (let part = 0; part < PARTS; part += 1) await row.measure();
    await row.server.call('stopProfile', path);
    console.log(`\n${name}, ${workload.name}: ${path}\n${topFrames(JSON.parse(readFileSync(path, 'utf8')))}`);
  }
}

/** The frames with the most time of their own, of the time that was not idle. */
function topFrames({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, frameName(callFrame)]));
  const selfTime = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = frames.get(id) ?? '';
    if (name !== '(idle)') selfTime.set(name, (selfTime.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  const total = [...selfTime.values()].reduce((sum, time) => sum + time, 0);
  const top = [...selfTime].toSorted(([, a], [, b]) => b - a).slice(0, FRAMES);
  return top.map(([name, time]) => `${((time / total) * 100).toFixed(1).padStart(6)} %  ${name}`).join('\n');
}

function frameName({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  const place = url.split('/').slice(-3).join('/');
  const name = functionName === '' ? '(anonymous)' : functionName;
  return place === '' ? name : `${name}  ${place}:${lineNumber + 1}`;
}
