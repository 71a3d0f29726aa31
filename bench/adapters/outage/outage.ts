import { setTimeout } from 'node:timers/promises';
import { monotonicMs } from '../../sessions/support/measure.ts';
import { untilHeard } from '../load/measure.ts';
import { processCpu } from '../load/process-cpu.ts';
import { openMember } from '../node/member.ts';
import type { Member } from '../node/member.ts';
import { startNodes } from '../node/node.ts';
import type { Node } from '../node/node.ts';
import type { Receipt } from '../node/remote.ts';
import { kindOf } from '../setup.ts';
import type { Bus, SetupName } from '../setup.ts';
import { afterwards, meanwhile } from './facts.ts';
import type { Facts } from './facts.ts';
import { openProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';

/** What happens to the bus. */
export const OUTAGES = ['stopped', 'hung', 'forgotten', 'restarted twice'] as const;
export type Outage = (typeof OUTAGES)[number];

const TICK_MS = 50;
const BEFORE_MS = 1000;
const OUTAGE_MS = 5000;
const AFTER_MS = 8000;

/** Two nodes of their own, behind a proxy of their own: one speaks, the other listens. */
export async function measureOutage(setup: SetupName, bus: Bus, outage: Outage): Promise<Facts> {
  const isRedis = kindOf(setup) === 'redis';
  await using proxy = await openProxy(isRedis ? bus.redisUrl : bus.databaseUrl);
  await using cluster = await startNodes(setup, behind(proxy, bus), 2);
  const [speaker, listener] = cluster.nodes;
  if (speaker === undefined || listener === undefined) throw new Error('There are no nodes');
  const [local, remote] = [await openMember(speaker.address), await openMember(listener.address)];
  await untilHeard(cluster.nodes, [[local], [remote]]);
  const span = await live(speaker, proxy, outage);
  const facts = await gather({ speaker, listener, local, remote }, span);
  for (const member of [local, remote]) member.close();
  return facts;
}

function behind({ port }: Proxy, bus: Bus): Bus {
  const through = (text: string): string => Object.assign(new URL(text), { host: `127.0.0.1:${port}` }).href;
  return { ...bus, redisUrl: through(bus.redisUrl), databaseUrl: through(bus.databaseUrl) };
}

export interface Span {
  readonly from: number;
  readonly to: number;
  /** Milliseconds of CPU that the speaking node used between; null when it had ended. */
  readonly cpu: number | null;
}

async function live(speaker: Node, proxy: Proxy, outage: Outage): Promise<Span> {
  const cpu = (): Promise<number> => processCpu(speaker.pid);
  await speaker.call('startTicks', TICK_MS);
  await setTimeout(BEFORE_MS);
  const [from, before] = [monotonicMs(), await cpu()];
  await begin(proxy, outage);
  await setTimeout(OUTAGE_MS);
  const spent = (await cpu()) - before;
  await end(proxy, outage);
  const to = monotonicMs();
  await setTimeout(AFTER_MS);
  return { from, to, cpu: Number.isFinite(spent) ? spent : null };
}

async function begin(proxy: Proxy, outage: Outage): Promise<void> {
  if (outage === 'stopped') await proxy.stop();
  else if (outage === 'restarted twice') proxy.reset();
  else proxy.hang();
}

async function end(proxy: Proxy, outage: Outage): Promise<void> {
  if (outage === 'stopped') await proxy.start();
  else if (outage === 'restarted twice') proxy.reset();
  else if (outage === 'hung') proxy.resume();
  else proxy.forget();
}

interface Scene {
  readonly speaker: Node;
  readonly listener: Node;
  readonly local: Member;
  readonly remote: Member;
}

async function gather({ speaker, listener, local, remote }: Scene, span: Span): Promise<Facts> {
  const ended = [speaker, listener].map(({ lastWords }) => lastWords());
  const sent = await speaker.call('stopTicks').catch(() => null);
  await setTimeout(500);
  const serverSide: readonly Receipt[] = await listener.call('heard').catch(() => []);
  const alive = sent !== null && ended.every((words) => words === undefined);
  const reached = { local: local.ticks, remote: remote.ticks, serverSide };
  return {
    ended: ended.map((words) => (words === undefined ? null : reasonIn(words))),
    isSilent: sent === null && ended[0] === undefined,
    cpuShare: span.cpu === null ? null : span.cpu / OUTAGE_MS,
    meanwhile: alive ? meanwhile(sent, reached, span) : null,
    afterwards: alive ? afterwards(sent, reached, span) : null,
  };
}

/** The first line of a stack trace that says what was thrown. */
const reasonIn = (written: string): string =>
  /^(?:\w*Error|\[?Error|\w+Error)\b.*$/m.exec(written)?.[0] ?? written.trim().split('\n').at(-1) ?? '';
