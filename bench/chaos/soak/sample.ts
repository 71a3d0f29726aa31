import { z } from 'zod';
import type { AppNode } from '../cluster/app-node.ts';

/** What a server holds, after collection. */
export interface Sample {
  readonly atMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
  /** Sockets, timers and whatever else keeps the event loop busy. */
  readonly resources: number;
  readonly timers: number;
  readonly connections: number;
  readonly rooms: number;
  /** Answered since it started; joins are none. */
  readonly requests: number;
  readonly lagP99Ms: number;
}

const MB = 1024 * 1024;
const memory = z.object({ value: z.object({ heap: z.number(), rss: z.number() }) });
const count = z.object({ value: z.number() });

export async function takeSample(node: AppNode, startedAt: number): Promise<Sample> {
  const { value } = memory.parse(await node.ask({ name: 'memory', args: [] }));
  const { value: rooms } = count.parse(await node.ask({ name: 'rooms', args: [] }));
  const metrics = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text();
  return {
    atMs: performance.now() - startedAt,
    heapMb: value.heap / MB,
    rssMb: value.rss / MB,
    resources: read(metrics, 'nodejs_active_resources_total'),
    timers: read(metrics, 'nodejs_active_resources', 'type="Timeout"'),
    connections: read(metrics, 'roomkey_connections'),
    rooms,
    requests: read(metrics, 'roomkey_request_seconds_count', 'kind="request"'),
    lagP99Ms: read(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1_000,
  };
}

/** The sum over all labels, or over those that have one. */
function read(metrics: string, name: string, label = ''): number {
  const lines = metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  const values = lines.filter((line) => line.includes(label)).map((line) => Number(line.split(' ').at(-1)));
  return values.reduce((sum, value) => sum + value, 0);
}
