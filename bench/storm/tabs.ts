import { contract } from '@board/contract';
import type { BoardContract } from '@board/contract';
import { createClient } from 'roomkey/client';
import type { Client } from 'roomkey/client';
import { PUBLIC_URL } from '../chaos/cluster/cluster.ts';
import { createRest } from '../chaos/load/rest.ts';
import type { Rest } from '../chaos/load/rest.ts';
import type { Person, Town } from '../chaos/load/people.ts';

/** Everybody's tabs, and what they have asked for. */
export interface Tabs extends Disposable {
  readonly clients: readonly Client<BoardContract>[];
  /** Access tokens that were asked for so far, by session. */
  readonly tokensOf: ReadonlyMap<string, number>;
}

export interface TabsOptions {
  readonly url: string;
  readonly sessions: number;
  readonly tabsEach: number;
}

const AT_ONCE = 10;
const OPEN_MS = 60_000;
const TOKEN_MS = 8_000;
const FIRST_TRIES = 5;

/** The tabs of a session share a channel, as in a browser, and each has its own token, as the app's page does it. */
export async function openTabs(town: Town, { url, sessions, tabsEach }: TabsOptions): Promise<Tabs> {
  const people = await town.addPeople(sessions, 1);
  const clients: Client<BoardContract>[] = [];
  const tokensOf = new Map<string, number>();
  const open = async (person: Person): Promise<void> => {
    const [login] = person.logins;
    if (login === undefined) throw new Error('Nobody without a login');
    const { sessionId } = login;
    // The first token is shared, so that the start takes no longer than it must; later each tab asks for itself.
    const first = createRest(url, person, login);
    await firstToken(first);
    for (let tab = 0; tab < tabsEach; tab += 1) {
      let kept = await first.token({ fresh: false });
      const client = createClient(contract, {
        url,
        channel: `storm-${sessionId}`,
        async getToken({ forceRefresh, signal }) {
          if (!forceRefresh) return kept;
          tokensOf.set(sessionId, 1 + (tokensOf.get(sessionId) ?? 0));
          kept = await freshToken(url, person, signal);
          return kept;
        },
        socketOptions: { transports: ['websocket'], extraHeaders: { 'x-forwarded-for': person.address } },
      });
      clients.push(client);
      await connected(client, AbortSignal.timeout(OPEN_MS));
    }
  };
  const queue = people.values();
  const work = async (): Promise<void> => {
    for (const person of queue) await open(person);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { clients, tokensOf, [Symbol.dispose]: () => clients.forEach((client) => client.close()) };
}

/** Until everybody is there nothing is measured: a slow machine may take its time. */
async function firstToken(rest: Rest): Promise<void> {
  for (let triesLeft = FIRST_TRIES; triesLeft > 0; triesLeft -= 1) {
    const token = await rest.token({ fresh: true }).catch(() => null);
    if (token !== null) return;
  }
  throw new Error('There is no token to begin with');
}

/** As the app's page asks for one, for as long. */
async function freshToken(url: string, person: Person, signal: AbortSignal): Promise<string | null> {
  const cookie = person.logins[0]?.cookie ?? '';
  const response = await fetch(new URL('/api/auth/token', url), {
    headers: { cookie, origin: PUBLIC_URL, 'x-forwarded-for': person.address },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TOKEN_MS)]),
  });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { readonly token: string }).token;
}

/** Connected, and as whom it was. */
export function isBack({ connection, session }: Client<BoardContract>): boolean {
  return connection.get().status === 'connected' && session.get().status === 'authenticated';
}

export function connected(client: Client<BoardContract>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (isBack(client)) finish(resolve);
    };
    const onAbort = (): void => finish(() => reject(new Error(`Not connected: ${whyNot(client)}`)));
    const stops = [client.connection.subscribe(look), client.session.subscribe(look)];
    const finish = (act: () => void): void => {
      for (const stop of stops) stop();
      signal.removeEventListener('abort', onAbort);
      act();
    };
    signal.addEventListener('abort', onAbort);
    look();
  });
}

/** Once the client has noticed that its connection is gone. */
export function lost(client: Client<BoardContract>): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.connection.subscribe(() => {
      if (isBack(client)) return;
      stop();
      resolve();
    });
  });
}

/** With what is behind an outage: the code alone does not tell a slow server from one that is not there. */
function whyNot({ connection, session }: Client<BoardContract>): string {
  const state = connection.get();
  if (!('error' in state)) return `${state.status}, ${session.get().status}`;
  const { code, cause } = state.error;
  return `${state.status}, ${code}: ${cause instanceof Error ? cause.message : String(cause)}`;
}
