import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { ERROR_CODES } from 'roomkey/contract';
import type { DecisionEvent, HandshakeEvent, Observer, RevocationEvent } from 'roomkey/server';
import type { ConnectionCounts } from './count-connections.ts';
import { labelOf } from './label.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const NO_CODE = 'none';
const ALLOWED = 'allowed';
const UNKNOWN_NAME = '(unknown)';
const DISCONNECTS = [
  'client namespace disconnect',
  'forced close',
  'forced server close',
  'parse error',
  'ping timeout',
  'server namespace disconnect',
  'server shutting down',
  'transport close',
  'transport error',
];

export interface SocketMetricsOptions {
  readonly registry: Registry;
  /** The names of the contract's rooms and requests. */
  readonly names: Iterable<string>;
  /** Asked at each scrape. */
  readonly connections: () => ConnectionCounts;
}

/** What happens on sockets, counted. No label says who it was, or about what. */
export function createSocketMetrics({ registry, names, connections }: SocketMetricsOptions): Observer {
  const registers = [registry];
  const nameOf = labelOf([...names, UNKNOWN_NAME]);
  const codeOf = labelOf([...Object.keys(ERROR_CODES), 'token_missing', NO_CODE, ALLOWED]);
  const reasonOf = labelOf(DISCONNECTS);
  gaugeConnections(registry, connections);
  const onHandshake = countHandshakes(registry, codeOf);
  const onDecision = countDecisions(registry, { nameOf, codeOf });
  const onRevocation = timeRevocations(registry);
  const count = <Name extends string>(name: string, help: string, labelNames: readonly Name[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const disconnects = count('roomkey_disconnects_total', 'Connections that ended.', ['reason']);
  const refreshes = count('roomkey_refreshes_total', 'Refreshes of a session, by answer.', ['code']);
  const sessions = count('roomkey_sessions_ended_total', 'Connections that lost their user.', ['reason']);
  const limits = count('roomkey_limits_total', 'What a limit refused or cut.', ['limit']);
  const evictions = count('roomkey_evictions_total', 'Rooms lost with the right to be there.', ['code']);
  const drains = count('roomkey_drains_total', 'Times that this server was drained.');
  const reviews = new Histogram({
    name: 'roomkey_reauthorization_seconds',
    help: 'From a change of rights until every connection concerned was asked again.',
    buckets: SECONDS,
    registers,
  });
  return (event) => {
    switch (event.type) {
      case 'handshake':
        return onHandshake(event);
      case 'disconnect':
        return disconnects.inc({ reason: reasonOf(event.reason) });
      case 'decision':
        return onDecision(event);
      case 'limit':
        return limits.inc({ limit: event.limit });
      case 'refresh':
        return refreshes.inc({ code: codeOf(event.code ?? NO_CODE) });
      case 'session':
        return sessions.inc({ reason: event.reason });
      case 'eviction':
        return evictions.inc({ code: codeOf(event.code) });
      case 'revocation':
        return onRevocation(event);
      case 'reauthorization':
        return reviews.observe(event.durationMs / 1000);
      case 'drain':
        return drains.inc();
    }
  };
}

function gaugeConnections(registry: Registry, connections: () => ConnectionCounts): void {
  // oxlint-disable-next-line no-new -- the registry holds it
  new Gauge({
    name: 'roomkey_connections',
    help: 'Live connections of this server.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { authenticated, anonymous } = connections();
      this.set({ state: 'authenticated' }, authenticated);
      this.set({ state: 'anonymous' }, anonymous);
    },
  });
}

type LabelOf = (word: string) => string;

function countHandshakes(registry: Registry, codeOf: LabelOf): (event: HandshakeEvent) => void {
  const registers = [registry];
  const handshakes = new Counter({
    name: 'roomkey_handshakes_total',
    help: 'Connections decided on, by outcome and why.',
    labelNames: ['outcome', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'roomkey_handshake_seconds',
    help: 'From a CONNECT to its decision.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  return ({ outcome, code, durationMs }) => {
    handshakes.inc({ outcome, code: codeOf(code ?? NO_CODE) });
    durations.observe({ outcome }, durationMs / 1000);
  };
}

function countDecisions(
  registry: Registry,
  { nameOf, codeOf }: { readonly nameOf: LabelOf; readonly codeOf: LabelOf },
): (event: DecisionEvent) => void {
  const registers = [registry];
  const decisions = new Counter({
    name: 'roomkey_decisions_total',
    help: 'Joins and requests, by rule and result: allowed, or the code of the answer.',
    labelNames: ['kind', 'name', 'rule', 'result'],
    registers,
  });
  const durations = new Histogram({
    name: 'roomkey_request_seconds',
    help: 'From a join or request that was allowed to its answer.',
    labelNames: ['kind', 'name'],
    buckets: SECONDS,
    registers,
  });
  return ({ kind, name, rule, allowed, code, durationMs }) => {
    decisions.inc({ kind, name: nameOf(name), rule, result: codeOf(code ?? (allowed ? ALLOWED : NO_CODE)) });
    // Refusals take next to nothing, and a flood of them would hide what the rest takes.
    if (allowed) durations.observe({ kind, name: nameOf(name) }, durationMs / 1000);
  };
}

function timeRevocations(registry: Registry): (event: RevocationEvent) => void {
  const registers = [registry];
  const durations = new Histogram({
    name: 'roomkey_revocation_seconds',
    help: 'From a revocation until every server that is there has closed what it had.',
    buckets: SECONDS,
    registers,
  });
  const missing = new Counter({
    name: 'roomkey_revocation_missing_nodes_total',
    help: 'Servers that did not answer a revocation in time.',
    registers,
  });
  return (event) => {
    durations.observe(event.durationMs / 1000);
    missing.inc(event.missing.length);
  };
}
