import { mkdirSync, writeFileSync } from 'node:fs';
import { ROOMKEY } from './scenario.ts';
import type { Samples, Scenario, Size } from './scenario.ts';
import { expiryClock } from './scenarios/expiry-clock.ts';
import { expiryLive } from './scenarios/expiry-live.ts';
import { memory } from './scenarios/memory.ts';
import { refresh } from './scenarios/refresh.ts';
import { revocation } from './scenarios/revocation.ts';
import { environment, table } from './support/report.ts';
import { compare } from './support/statistics.ts';
import type { Comparison, Rounds } from './support/statistics.ts';

const SCENARIOS = [expiryClock, expiryLive, revocation, refresh, memory];
const RESULTS = new URL('../results/', import.meta.url);

const size: Size = process.argv.includes('--quick') ? 'quick' : 'full';
const before = environment();
const comparisons: Comparison[] = [];
for (const create of SCENARIOS) {
  const scenario = create(size);
  const startedAt = Date.now();
  comparisons.push(...compare(scenario, await runRounds(scenario)));
  console.error(`${scenario.name}: ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}
console.log(`\n${table(comparisons)}\n`);
if (size === 'full') {
  mkdirSync(RESULTS, { recursive: true });
  const result = { ...before, comparisons };
  writeFileSync(new URL('sessions.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}

/** Round by round every variant once; who goes first takes turns. */
async function runRounds(scenario: Scenario): Promise<Rounds> {
  const variants = [ROOMKEY, ...Object.keys(scenario.controls)];
  const rounds: Record<string, Samples[]> = Object.fromEntries(variants.map((variant) => [variant, []]));
  for (let round = 0; round < scenario.rounds; round += 1) {
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)]) {
      rounds[variant]?.push(await scenario.run(variant));
    }
  }
  return rounds;
}
