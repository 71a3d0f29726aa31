import { setTimeout as passed } from 'node:timers/promises';
import type { AppNode } from './cluster/app-node.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { LinkMode } from './cluster/link.ts';
import type { Service } from './cluster/services.ts';

export interface Fault {
  readonly name: string;
  /**
   * `announced`: revocations go by the bus, and are everywhere within a second. `swept`: a server may not hear of
   * them, and finds out when it looks the session up again.
   */
  readonly revocations: 'announced' | 'swept';
  /** Whether a server is frozen, which cannot answer anybody in time. */
  readonly silencesServers: boolean;
  /** False where this cluster has nothing of the kind. */
  readonly isPossible: (cluster: Cluster) => boolean;
  /** Does the damage and heals it; resolves when all is as before. */
  readonly strike: (cluster: Cluster, node: AppNode) => Promise<void>;
}

const always = (): boolean => true;
const loud = { revocations: 'announced', silencesServers: false, isPossible: always } as const;

/** A server is gone at once, and back after two seconds. */
export const kill: Fault = {
  ...loud,
  name: 'kill -9 a server',
  async strike(_cluster, node) {
    await node.end('SIGKILL');
    await passed(2_000);
    await node.start();
  },
};

const pause: Fault = {
  ...loud,
  name: 'freeze a server 4 s',
  revocations: 'swept',
  silencesServers: true,
  async strike(_cluster, node) {
    node.pause();
    await passed(4_000);
    node.resume();
  },
};

const rolling: Fault = {
  ...loud,
  name: 'rolling restart (SIGTERM)',
  async strike({ nodes }) {
    for (const node of nodes) {
      await node.end('SIGTERM');
      await node.start();
    }
  },
};

const storm: Fault = {
  ...loud,
  name: 'all connections reset',
  async strike({ balancer }) {
    balancer.cutAll();
  },
};

type ServiceName = 'postgres' | 'redis';

const stopping = (service: ServiceName, ms: number): Fault => ({
  ...loud,
  name: `${titles[service]} stopped ${ms / 1_000} s`,
  revocations: 'swept',
  isPossible: (cluster) => cluster[service] !== null,
  strike: (cluster) =>
    during(cluster[service], ms, { begin: (each) => each.stop(), end: (each) => each.start() }),
});

const freezing = (service: ServiceName, ms: number): Fault => ({
  ...loud,
  name: `${titles[service]} frozen ${ms / 1_000} s`,
  revocations: 'swept',
  isPossible: (cluster) => cluster[service] !== null,
  strike: (cluster) =>
    during(cluster[service], ms, { begin: async (each) => each.pause(), end: async (each) => each.resume() }),
});

const titles = { postgres: 'PostgreSQL', redis: 'Redis' } as const;

interface Ends {
  readonly begin: (service: Service) => Promise<void>;
  readonly end: (service: Service) => Promise<void>;
}

async function during(service: Service | null, ms: number, { begin, end }: Ends): Promise<void> {
  if (service === null) return;
  await begin(service);
  await passed(ms);
  await end(service);
}

const onLink = (service: ServiceName, mode: LinkMode, ms = 6_000): Fault => ({
  ...loud,
  name: `one server's link to ${titles[service]}: ${describe(mode)}, ${ms / 1_000} s`,
  revocations: 'swept',
  isPossible: ({ nodes }) => nodes.every((node) => node[service] !== null),
  async strike(_cluster, node) {
    node[service]?.set(mode);
    await passed(ms);
    node[service]?.set({ kind: 'open' });
  },
});

const describe = (mode: LinkMode): string =>
  mode.kind === 'delay' ? `${mode.ms} ms late` : words[mode.kind];
const words = { open: 'open', refuse: 'refused', blackhole: 'silent', 'one-way': 'no answers' } as const;

export const cutPostgresLink = onLink('postgres', { kind: 'refuse' }, 3_000);

/** Everything but the kill, each once. */
export const others: readonly Fault[] = [
  pause,
  rolling,
  storm,
  stopping('postgres', 10_000),
  freezing('postgres', 8_000),
  stopping('redis', 8_000),
  freezing('redis', 8_000),
  onLink('postgres', { kind: 'refuse' }),
  onLink('postgres', { kind: 'delay', ms: 200 }),
  onLink('postgres', { kind: 'delay', ms: 2_000 }),
  onLink('postgres', { kind: 'blackhole' }),
  onLink('postgres', { kind: 'one-way' }),
  onLink('redis', { kind: 'refuse' }),
  onLink('redis', { kind: 'delay', ms: 2_000 }),
  onLink('redis', { kind: 'blackhole' }),
  onLink('redis', { kind: 'one-way' }),
];
