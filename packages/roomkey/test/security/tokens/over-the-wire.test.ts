import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyServer } from '../../fixtures/key-server.ts';
import type { KeyServer } from '../../fixtures/key-server.ts';
import { ask, setStage } from '../../fixtures/stage.ts';
import type { BoardOptions } from '../../fixtures/board.ts';
import type { Stage } from '../../fixtures/stage.ts';
import { VERIFIER_KINDS, createIssuer } from './issuers.ts';
import type { Issuer } from './issuers.ts';
import { createKeyRing } from './key-ring.ts';
import { issue } from './mutation.ts';
import type { Attacker, Genuine } from './mutation.ts';
import { mutationsOf } from './mutations/index.ts';
import { createRandom } from './random.ts';

const SAMPLED = ['secret HS256', 'publicKey RS256', 'jwks EdDSA', 'jwks ES256 without key ids'];

/** All of these come from one address. */
const unlimited: BoardOptions = { limits: { address: null } };

const websocket = { transports: ['websocket'] };

interface Refusable {
  readonly error?: { readonly code: string };
}

interface Sample {
  readonly name: string;
  readonly forgery: unknown;
}

let trap: KeyServer;
let attacker: Attacker;

beforeAll(async () => {
  trap = await createKeyServer([]);
  attacker = { keys: createKeyRing(), url: trap.url };
});

afterAll(() => trap[Symbol.asyncDispose]());

const issueFor = (issuer: Issuer, purpose: string): Genuine =>
  issue(issuer, attacker, createRandom(`over the wire ${issuer.kind.name} ${purpose}`));

const sampleOf = (issuer: Issuer): readonly Sample[] =>
  mutationsOf(issuer.kind).map(({ name, forge }) => ({ name, forgery: forge(issueFor(issuer, name)) }));

/** A token of somebody whom the board knows. */
function genuine({ clock, world }: Stage, issuer: Issuer, sub = 'alice'): string {
  world.users.set(sub, { id: sub, name: sub, role: 'user', email: `${sub}@mail.test` });
  const iat = clock.now() / 1000;
  const { claims } = issueFor(issuer, 'genuine');
  return issuer.sign(issuer.header, { ...claims, sub, iat, exp: iat + 600 });
}

const codeOf = (error: unknown): unknown =>
  (error as { readonly data?: { readonly code?: unknown } }).data?.code;

async function handshakeOutcome(stage: Stage, token: unknown): Promise<unknown> {
  try {
    await stage.harness.connect(token, websocket);
    return 'connected';
  } catch (error) {
    return codeOf(error);
  }
}

interface Api extends AsyncDisposable {
  outcome(bearer: string): Promise<unknown>;
}

async function startApi({ roomkey }: Stage): Promise<Api> {
  const app = express();
  app.get('/', roomkey.protect({ allow: 'anyone' }), (_, response) => void response.json({ ok: true }));
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    async outcome(bearer) {
      const headers = { authorization: `Bearer ${bearer}` };
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
      const body = (await response.json()) as Refusable;
      return `${response.status} ${body.error?.code ?? 'ok'}`;
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** What HTTP carries in a header as it was written: no line ends, no blanks around, nothing too long. */
const fitsHeader = (forgery: unknown): forgery is string =>
  typeof forgery === 'string' &&
  /^[\x21-\x7e\xa1-\xff](?:[\x20-\x7e\xa1-\xff]*[\x21-\x7e\xa1-\xff])?$/.test(forgery) &&
  forgery.length < 12_000;

async function unexpected(
  samples: readonly Sample[],
  expected: string,
  outcomeOf: (forgery: unknown) => Promise<unknown>,
): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const { name, forgery } of samples) {
    const outcome = await outcomeOf(forgery);
    if (outcome !== expected) wrong.push({ name, outcome, forgery });
  }
  return wrong;
}

const sampled = VERIFIER_KINDS.filter(({ name }) => SAMPLED.includes(name));

describe.each(sampled)('a server that verifies by $name', (kind) => {
  const issuer = createIssuer(kind);

  it('refuses the handshake of every forgery, and looks nobody up', async () => {
    await using stage = await setStage({ verify: issuer.verify, ...unlimited });
    const samples = sampleOf(issuer);
    expect(await unexpected(samples, 'token_invalid', (token) => handshakeOutcome(stage, token))).toEqual([]);
    expect(stage.world.lookups).toEqual([]);
    expect(stage.world.failures).toEqual([]);
    expect(stage.roomkey.connections).toBe(0);
    expect(await handshakeOutcome(stage, genuine(stage, issuer))).toBe('connected');
    expect(stage.world.lookups).toMatchObject([{ userId: 'alice' }]);
  });

  it('refuses every forgery as a bearer, also where anyone is allowed', async () => {
    await using stage = await setStage({ verify: issuer.verify, ...unlimited });
    await using api = await startApi(stage);
    const samples = sampleOf(issuer).filter(({ forgery }) => fitsHeader(forgery));
    expect(samples.length).toBeGreaterThanOrEqual(80);
    expect(await unexpected(samples, '401 token_invalid', (token) => api.outcome(String(token)))).toEqual([]);
    expect(stage.world.lookups).toEqual([]);
    expect(stage.world.failures).toEqual([]);
    expect(await api.outcome(genuine(stage, issuer))).toBe('200 ok');
  });

  it('refuses every forgery as a refresh, and changes nothing', async () => {
    await using stage = await setStage({ verify: issuer.verify, ...unlimited });
    let users = 0;
    // One may not ask often: everybody asks once.
    const refresh = async (token: unknown): Promise<unknown> => {
      const socket = await stage.harness.connect(genuine(stage, issuer, `user-${(users += 1)}`), websocket);
      const answer = (await ask(socket, 'refresh-session', { token })) as Refusable;
      return answer.error?.code ?? 'refreshed';
    };
    const samples = sampleOf(issuer).filter(({ forgery }) => typeof forgery === 'string');
    expect(await unexpected(samples, 'token_invalid', refresh)).toEqual([]);
    expect(stage.world.lookups).toHaveLength(users);
    expect(stage.roomkey.connections).toBe(users);
    expect(await refresh(genuine(stage, issuer, `user-${users + 1}`))).toBe('refreshed');
  });
});

it('the samples are many, and nobody fetched keys that a forgery pointed to', () => {
  const classes = sampled.flatMap((kind) => mutationsOf(kind));
  expect(sampled).toHaveLength(SAMPLED.length);
  expect(classes.length).toBeGreaterThanOrEqual(300);
  expect(trap.requests).toBe(0);
});
