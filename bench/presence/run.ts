import { mkdirSync, writeFileSync } from 'node:fs';
import { environment } from '../sessions/support/report.ts';
import { CHURN_SECONDS, measureRoom } from './measure-room.ts';
import type { Cost, RoomCosts, Variant } from './measure-room.ts';

// Who is there, beside the same room without it: rooms of both kinds, in turns, each on a server of its own.

const SIZES = process.argv.includes('--quick') ? [10, 100] : [10, 100, 1_000, 5_000];
const RESULTS = new URL('../results/', import.meta.url);

interface Row {
  readonly members: number;
  readonly with: RoomCosts;
  readonly without: RoomCosts;
}

const before = environment();
const rows: Row[] = [];
for (const [turn, members] of SIZES.entries()) {
  const order: readonly Variant[] = turn % 2 === 0 ? ['without', 'with'] : ['with', 'without'];
  const costs: Partial<Record<Variant, RoomCosts>> = {};
  for (const variant of order) costs[variant] = await measureRoom(variant, members);
  rows.push({ members, ...(costs as Record<Variant, RoomCosts>) });
  console.error(`${members} members`);
}

const table = markdown(rows);
console.log(`\n${table}\n`);
if (!process.argv.includes('--quick')) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('presence.json', RESULTS), `${JSON.stringify({ ...before, rows }, null, 2)}\n`);
  const { date, node, machine } = before;
  const where = `${date}, Node ${node}, ${machine.cores} cores (${machine.cpu}), load ${machine.loadBefore} before`;
  writeFileSync(new URL('presence.md', RESULTS), `# The cost of presence\n\n${where}.\n\n${table}\n`);
}

function markdown(all: readonly Row[]): string {
  const head = [
    'members',
    'all join at once: CPU of a join',
    'without presence',
    'ratio',
    'bytes to a member',
    `churn: CPU a second`,
    'without presence',
    'CPU of a diff to a member',
    'bytes a second to a member',
  ];
  const lines = all.map((row) => [
    row.members.toLocaleString('en'),
    us(row.with.storm.cpuMs / row.members),
    us(row.without.storm.cpuMs / row.members),
    (row.with.storm.cpuMs / row.without.storm.cpuMs).toFixed(2),
    whole(row.with.storm.bytes),
    `${(row.with.churn.cpuMs / CHURN_SECONDS).toFixed(1)} ms`,
    `${(row.without.churn.cpuMs / CHURN_SECONDS).toFixed(1)} ms`,
    us(extra(row.with.churn, row.without.churn) / (row.with.churn.frames * row.members)),
    whole(row.with.churn.bytes / CHURN_SECONDS),
  ]);
  return [head, head.map(() => '---:'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function extra(one: Cost, other: Cost): number {
  return Math.max(0, one.cpuMs - other.cpuMs);
}

function us(ms: number): string {
  return `${(ms * 1_000).toFixed(ms < 0.01 ? 1 : 0)} µs`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
