import { connect } from './connect.ts';
import type { Knock, Refusal, SocketIoClient } from './connect.ts';
import type { Connection } from './connection.ts';
import { Unreachable } from './failures.ts';
import { askHttp } from './http.ts';
import type { HttpAnswer, HttpQuestion } from './http.ts';
import { LOOPBACK, REMOTE } from './limits.ts';
import type { Limits } from './limits.ts';
import { isLoopback } from './loopback.ts';
import { observe } from './observe.ts';
import type { Observation } from './observe.ts';
import { createTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { openTransport } from './transport.ts';
import type { Transport } from './transport.ts';
import type { AuditOptions, EventToTry } from './types.ts';
import { delay, isRecord } from './words.ts';

/** The server under audit: the only host that is ever spoken to, and never in a hurry. */
export interface Target {
  readonly url: URL;
  readonly loopback: boolean;
  readonly limits: Limits;
  readonly events: readonly EventToTry[];
  readonly tokens: Tokens;
  connect(knock?: Knock): Promise<Connection | Refusal>;
  /** As the owner of the valid token where there is one, else as anybody. */
  enter(): Promise<Connection | Refusal>;
  transport(): Promise<Transport>;
  http(question: Pick<HttpQuestion, 'transport' | 'headers'>): Promise<HttpAnswer>;
  /** Whether a new connection is answered, be it with a refusal. */
  alive(): Promise<boolean>;
  /** What happens to somebody without a token; asked once. */
  anonymous(): Promise<Observation>;
  /** What happens to the owner of the valid token, asked once; null without one. */
  genuine(): Promise<Observation | null>;
}

export function createTarget(client: SocketIoClient, options: AuditOptions): Target {
  const { url, events } = options;
  const loopback = isLoopback(url);
  const limits = loopback ? LOOPBACK : REMOTE;
  const dialer = { client, url, limits };
  let anonymous: Promise<Observation> | undefined;
  let genuine: Promise<Observation | null> | undefined;

  const target: Target = {
    url,
    loopback,
    limits,
    events,
    tokens: createTokens(options),
    async connect(knock = {}) {
      await delay(limits.paceMs);
      return patiently(() => connect(dialer, knock));
    },
    async enter() {
      const token = await target.tokens.valid();
      return target.connect(token === null ? {} : { auth: { token } });
    },
    async transport() {
      await delay(limits.paceMs);
      return openTransport(dialer);
    },
    async http(question) {
      await delay(limits.paceMs);
      return askHttp({ ...question, url, timeoutMs: limits.connectMs });
    },
    async alive() {
      try {
        const visit = await target.connect();
        if (visit.accepted) visit.close();
        return true;
      } catch (error) {
        if (error instanceof Unreachable) return false;
        throw error;
      }
    },
    anonymous: () => (anonymous ??= observe(target, {})),
    genuine: () => (genuine ??= observeGenuine(target)),
  };
  return target;
}

const ATTEMPTS = 3;
const BUSY_MS = 2_000;

/** A server that is busy, or finds us too fast, has not judged us. */
async function patiently(attempt: () => Promise<Connection | Refusal>): Promise<Connection | Refusal> {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    const visit = await attempt();
    if (visit.accepted || !isBusy(visit)) return visit;
    await delay(BUSY_MS);
  }
  throw new Unreachable('it is busy, or limits how fast connections may come');
}

const isBusy = ({ message, data }: Refusal): boolean =>
  message === 'HTTP 429' || (isRecord(data) && data['retry'] === 'backoff');

async function observeGenuine(target: Target): Promise<Observation | null> {
  const token = await target.tokens.valid();
  return token === null ? null : observe(target, { auth: { token } });
}
