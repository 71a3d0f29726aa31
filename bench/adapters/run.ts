import { writeFileSync } from 'node:fs';
import { environment } from '../sessions/support/report.ts';
import { openBusMeter } from './load/bus-cpu.ts';
import { measureLoad } from './load/measure.ts';
import type { LoadRound } from './load/measure.ts';
import { withBus } from './bus.ts';
import { OUTAGES, measureOutage } from './outage/outage.ts';
import type { Outage } from './outage/outage.ts';
import type { Facts } from './outage/facts.ts';
import { loadResult } from './report/load-result.ts';
import { markdown } from './report/markdown.ts';
import type { Run } from './report/markdown.ts';
import { SETUPS, kindOf } from './setup.ts';
import type { SetupName } from './setup.ts';

const PACKAGES = [
  'socket.io',
  'socket.io-adapter',
  '@socket.io/redis-adapter',
  '@socket.io/redis-streams-adapter',
  '@socket.io/postgres-adapter',
  '@socket.io/cluster-adapter',
  'redis',
  'pg',
];
const LOADED = [
  'redis pub/sub',
  'redis sharded',
  'redis streams',
  'postgres',
  'postgres, guarded',
  'node:cluster',
] as const satisfies readonly SetupName[];
const RESULTS = new URL('../results/', import.meta.url);
/** Outages are waited for more than they are computed: those of two setups share the machine. */
const AT_ONCE = 2 * OUTAGES.length;

const isQuick = process.argv.includes('--quick');
const rounds = isQuick ? 1 : 3;
process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const before = environment(PACKAGES);
const startedAt = Date.now();
const { versions, load } = await measureLoads();
const half = { ...before, rounds, servers: versions, load };
keep({ ...half, outages: [] });
progress('load');
const run = { ...half, outages: await measureOutages() };
keep(run);
progress('outages');
console.log(markdown(run));

/** In two steps: a run that is ended in between has not been for nothing. */
function keep(result: Run): void {
  if (isQuick) return;
  writeFileSync(new URL('adapters.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(new URL('adapters.md', RESULTS), markdown(result));
}

/** Round by round every setup once; who goes first takes turns. */
async function measureLoads() {
  const measured = new Map<SetupName, LoadRound[]>(LOADED.map((setup) => [setup, []]));
  const versionsOf = await withBus(async (bus) => {
    await using meter = await openBusMeter(bus);
    for (let round = 0; round < rounds; round += 1) {
      for (const setup of [...LOADED.slice(round), ...LOADED.slice(0, round)]) {
        const measure = await withBus((own) => measureLoad(setup, own, meter));
        measured.get(setup)?.push(measure);
      }
    }
    return meter.versions;
  });
  return { versions: versionsOf, load: loadResult(measured) };
}

async function measureOutages(): Promise<readonly (Facts & { setup: SetupName; outage: Outage })[]> {
  const names = Object.keys(SETUPS) as readonly SetupName[];
  const todo = names
    .filter((setup) => kindOf(setup) !== 'primary')
    .flatMap((setup) => OUTAGES.map((outage) => ({ setup, outage })));
  const done: (Facts & { setup: SetupName; outage: Outage })[] = [];
  for (let start = 0; start < todo.length; start += AT_ONCE) {
    const batch = todo.slice(start, start + AT_ONCE).map(async ({ setup, outage }) => ({
      setup,
      outage,
      ...(await withBus((bus) => measureOutage(setup, bus, outage))),
    }));
    done.push(...(await Promise.all(batch)));
    progress(`${done.length} of ${todo.length} outages`);
  }
  return done;
}

function progress(part: string): void {
  console.error(`${part}: ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}
