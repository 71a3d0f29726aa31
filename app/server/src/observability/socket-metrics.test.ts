import { Registry } from 'prom-client';
import { ERROR_CODES } from 'roomkey/contract';
import type { DecisionEvent, Observed, RoomkeyEvent } from 'roomkey/server';
import { expect, it } from 'vitest';
import { createSocketMetrics } from './socket-metrics.ts';

const ann: Observed = { socketId: 'a-socket', userId: 'ann-id', sessionId: 'a-session' };
const took = { durationMs: 12 };

function start() {
  const registry = new Registry();
  const connections = () => ({ authenticated: 3, anonymous: 2 });
  const tell = createSocketMetrics({ registry, names: ['post', 'typing'], connections });
  const samples = async () =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { tell, samples };
}

const decision = (over: Partial<DecisionEvent>): RoomkeyEvent => ({
  ...ann,
  ...took,
  type: 'decision',
  kind: 'request',
  name: 'typing',
  rule: 'member',
  room: 'post:1',
  allowed: true,
  code: null,
  ...over,
});

it('counts each thing that happens', async () => {
  const { tell, samples } = start();
  const events: readonly RoomkeyEvent[] = [
    { ...ann, ...took, type: 'handshake', outcome: 'authenticated', code: null },
    { ...ann, ...took, type: 'handshake', outcome: 'refused', code: 'token_invalid' },
    { ...ann, type: 'disconnect', reason: 'ping timeout' },
    decision({}),
    decision({ allowed: true, code: 'conflict' }),
    decision({ kind: 'join', name: 'post', rule: 'user', allowed: false, code: 'forbidden' }),
    { ...ann, type: 'limit', limit: 'queue', name: null },
    { ...ann, type: 'refresh', code: null, renewed: 1 },
    { ...ann, type: 'session', reason: 'token_expired' },
    { ...ann, type: 'eviction', room: 'post:1', code: 'forbidden' },
    {
      ...took,
      type: 'revocation',
      target: 'session',
      id: 's',
      nodes: ['a'],
      missing: ['b', 'c'],
      sockets: 1,
    },
    { ...took, type: 'drain', connections: 4, forced: 0 },
  ];
  events.forEach(tell);
  expect(await samples()).toEqual(
    expect.arrayContaining([
      'roomkey_connections{state="authenticated"} 3',
      'roomkey_connections{state="anonymous"} 2',
      'roomkey_handshakes_total{outcome="authenticated",code="none"} 1',
      'roomkey_handshakes_total{outcome="refused",code="token_invalid"} 1',
      'roomkey_disconnects_total{reason="ping timeout"} 1',
      'roomkey_decisions_total{kind="request",name="typing",rule="member",result="allowed"} 1',
      'roomkey_decisions_total{kind="request",name="typing",rule="member",result="conflict"} 1',
      'roomkey_decisions_total{kind="join",name="post",rule="user",result="forbidden"} 1',
      'roomkey_request_seconds_count{kind="request",name="typing"} 2',
      'roomkey_limits_total{limit="queue"} 1',
      'roomkey_refreshes_total{code="none"} 1',
      'roomkey_sessions_ended_total{reason="token_expired"} 1',
      'roomkey_evictions_total{code="forbidden"} 1',
      'roomkey_revocation_seconds_count 1',
      'roomkey_revocation_missing_nodes_total 2',
      'roomkey_drains_total 1',
    ]),
  );
});

it('has no more series than the contract has names and Roomkey has codes, whatever is sent', async () => {
  const { tell, samples } = start();
  for (let time = 0; time < 2_000; time += 1) {
    const hostile = { socketId: `s${time}`, userId: `u${time}`, sessionId: `i${time}` };
    const name = `__proto__"} 1\n${time}`;
    const code = `code-${time}`;
    const told = { ...hostile, ...took, name, code, room: `post:${time}`, reason: name };
    tell({ ...decision({ allowed: time % 2 === 0 }), ...told } as RoomkeyEvent);
    tell({ ...told, type: 'handshake', outcome: 'refused' } as RoomkeyEvent);
    tell({ ...told, type: 'disconnect' });
    tell({ ...told, type: 'eviction' });
    tell({ ...told, type: 'refresh', renewed: 1 } as RoomkeyEvent);
  }
  const all = await samples();
  expect(all.length).toBeLessThan(100 + Object.keys(ERROR_CODES).length);
  expect(all.join('\n')).not.toMatch(/[sui]\d{3}|code-|post:|__proto__/);
  expect(all).toContain('roomkey_disconnects_total{reason="(other)"} 2000');
});
