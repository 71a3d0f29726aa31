import { deliveries, heap, requests } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';
import { startSubject } from './subject.ts';

// Usage: tsx --conditions=roomkey-source bench/delivery/run.ts [variants] [rounds] [scenarios]
const [variants = 'bare,delivery,roomkey-plain,roomkey', rounds = '5', only] = process.argv.slice(2);

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  heap,
  requests,
  deliver1: deliveries(1, true),
  deliver4: deliveries(4, true),
  deliver16: deliveries(16, true),
  'deliver4-at-once': deliveries(4, false),
  'deliver16-at-once': deliveries(16, false),
};
const names = only === undefined ? Object.keys(SCENARIOS) : only.split(',');

/** Metric, then variant, then what each round measured. */
const results = new Map<string, Map<string, number[]>>();

// Round by round and in turns: whatever else the machine does falls on all variants.
for (let round = 0; round < Number(rounds); round += 1) {
  for (const variant of variants.split(',')) await measure(variant);
}
for (const [metric, byVariant] of results) console.log(`${metric}: ${line(byVariant)}`);

async function measure(variant: string): Promise<void> {
  await using subject = await startSubject(variant);
  for (const name of names) {
    for (const [metric, value] of Object.entries((await SCENARIOS[name]?.(subject)) ?? {})) {
      const byVariant = results.get(metric) ?? new Map<string, number[]>();
      results.set(metric, byVariant.set(variant, [...(byVariant.get(variant) ?? []), value]));
    }
  }
}

/** Medians, and in brackets their ratio to the first variant. */
function line(byVariant: ReadonlyMap<string, readonly number[]>): string {
  const medians = [...byVariant].map(([variant, values]) => ({ variant, value: median(values) }));
  const [first] = medians;
  return medians
    .map(
      ({ variant, value }) => `${variant} ${value.toFixed(2)} (${(value / (first?.value ?? 1)).toFixed(2)})`,
    )
    .join(' · ');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
