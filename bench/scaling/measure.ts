import { mkdirSync, writeFileSync } from 'node:fs';
import { endOnSignal } from '../chaos/cluster/end-on-signal.ts';
import { environment } from '../sessions/support/report.ts';
import { measureActions } from './measure/actions.ts';
import { measureBuses } from './measure/bus.ts';
import { measureLookUp } from './measure/look-up.ts';
import { rewritePage } from './page/rewrite.ts';

// What the model of docs/scaling.md needs and no other benchmark measures. `--page` measures nothing, and writes the
// tables of the page anew from the results that are kept.

const RESULTS = new URL('../results/', import.meta.url);
const PACKAGES = [
  'roomkey',
  'socket.io',
  '@socket.io/redis-adapter',
  '@socket.io/postgres-adapter',
  'redis',
  'pg',
];

if (!process.argv.includes('--page')) await measure(process.argv.includes('--quick'));
if (!process.argv.includes('--quick')) await rewritePage();

async function measure(isQuick: boolean): Promise<void> {
  endOnSignal();
  process.setMaxListeners(0);
  const before = environment(PACKAGES);
  const lookUp = await measureLookUp(isQuick ? 20 : 100);
  console.error('looked up');
  const board = await measureActions(isQuick ? 60 : 300, isQuick ? 60 : 200);
  console.error('acted');
  const buses = await measureBuses(isQuick ? 1_000 : 4_000);
  const result = { ...before, lookUp, ...board, buses };
  console.log(lookUp);
  console.table(board.actions);
  console.table(buses);
  if (isQuick) return;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('scaling.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}
