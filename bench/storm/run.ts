import { setMaxListeners } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as passed } from 'node:timers/promises';
import { endOnSignal } from '../chaos/cluster/end-on-signal.ts';
import { quantile } from '../cost/report/statistics.ts';
import { environment } from '../sessions/support/report.ts';
import { installLocks } from './browser-locks.ts';
import { markdown } from './markdown.ts';
import { startServers } from './servers.ts';
import { connected, lost, openTabs } from './tabs.ts';

// Everybody loses the connection in the same moment: how soon are all back, and what does it cost?

const SERVERS = 3;
const TABS_EACH = 4;
const RESULTS = new URL('../results/', import.meta.url);
const PATIENCE_MS = 90_000;
/** Within which everybody has to be back. */
const BACK_SECONDS = 30;
/** Of tokens that nobody has to renew meanwhile. */
const LONG_SECONDS = 600;

export interface StormSettings {
  readonly name: string;
  readonly tokenSeconds: number;
  /** How long nobody can come back; meanwhile the servers are replaced by others. Null: the wire is cut, and no more. */
  readonly downSeconds: number | null;
}

const STORMS: readonly StormSettings[] = [
  { name: 'cut, and free to come back at once', tokenSeconds: LONG_SECONDS, downSeconds: null },
  { name: 'away until every token ran out, servers new', tokenSeconds: 30, downSeconds: 31 },
];

export interface Storm extends StormSettings {
  readonly clients: number;
  readonly sessions: number;
  /** After a minute and a half. */
  readonly notBack: number;
  /** Seconds from when they may come back until so many have. */
  readonly back: { readonly p50: number; readonly p95: number; readonly last: number };
  /** Clients that were back in each of these seconds. */
  readonly eachSecond: readonly number[];
  readonly tokens: number;
  readonly mostTokensOfSession: number;
  readonly transactions: number;
  readonly statements: number;
  /** Of all servers. */
  readonly cpuSeconds: number;
}

async function measureStorm(settings: StormSettings, sessions: number): Promise<Storm> {
  await using servers = await startServers(SERVERS, settings.tokenSeconds);
  const { front, town } = servers;
  using tabs = await openTabs(town, { url: front.url, sessions, tabsEach: TABS_EACH });
  const { clients } = tabs;
  const cost = async () => ({ ...servers.answered(), cpu: await servers.cpuSeconds() });
  let before = { ...(await cost()), tokens: new Map(tabs.tokensOf) };
  const gone = Promise.all(clients.map(lost));
  front.goDown();
  if (settings.downSeconds === null) {
    // As soon as everybody knows: until then nobody comes back.
    await gone;
  } else {
    await Promise.all([passed(settings.downSeconds * 1_000), servers.replace(LONG_SECONDS), gone]);
    before = { ...(await cost()), tokens: new Map(tabs.tokensOf) };
  }
  front.comeUp(servers.ports());
  const upAt = performance.now();
  const patience = AbortSignal.timeout(PATIENCE_MS);
  setMaxListeners(0, patience);
  const outcomes = await Promise.allSettled(
    clients.map(async (client) => {
      await connected(client, patience);
      return (performance.now() - upAt) / 1_000;
    }),
  );
  const back = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const missing = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  for (const reason of new Set(missing))
    console.error(`${missing.filter((one) => one === reason).length} × ${reason}`);
  const after = await cost();
  const tokens = [...tabs.tokensOf].map(([id, count]) => count - (before.tokens.get(id) ?? 0));
  return {
    ...settings,
    clients: clients.length,
    notBack: missing.length,
    sessions,
    back: { p50: quantile(back, 0.5), p95: quantile(back, 0.95), last: quantile(back, 1) },
    eachSecond: Array.from(
      { length: Math.ceil(quantile(back, 1)) },
      (_, second) => back.filter((time) => Math.floor(time) === second).length,
    ),
    tokens: tokens.reduce((sum, count) => sum + count, 0),
    mostTokensOfSession: Math.max(0, ...tokens),
    transactions: after.transactions - before.transactions,
    statements: after.statements - before.statements,
    cpuSeconds: after.cpu - before.cpu,
  };
}

endOnSignal();
installLocks();
process.setMaxListeners(0);
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    sessions: { type: 'string' },
  },
});
const sessions = Number(options.sessions ?? (options.quick ? 50 : 500));
const isWhole = !options.quick && options.only === undefined && options.sessions === undefined;
const before = environment();
const storms: Storm[] = [];
for (const settings of STORMS.filter(({ name }) => name.includes(options.only ?? ''))) {
  storms.push(await measureStorm(settings, sessions));
  console.error(settings.name);
}
const result = { ...before, servers: SERVERS, tabsEach: TABS_EACH, storms };
const text = markdown(result);
console.log(`\n${text}`);
if (isWhole) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('storm.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(new URL('storm.md', RESULTS), text);
}
// Channels of the tabs keep the process for a while.
process.exit(storms.every(({ notBack, back }) => notBack === 0 && back.last <= BACK_SECONDS) ? 0 : 1);
