import { contract } from '@board/contract';
import type { BoardContract } from '@board/contract';
import { createClient } from 'roomkey/client';
import type { Client } from 'roomkey/client';
import { createRest } from '../chaos/load/rest.ts';
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

const AT_ONCE = 25;
const OPEN_MS = 60_000;

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
    await first.token({ fresh: true });
    for (let tab = 0; tab < tabsEach; tab += 1) {
      const own = createRest(url, person, login);
      let kept = await first.token({ fresh: false });
      const client = createClient(contract, {
        url,
        channel: `storm-${sessionId}`,
        async getToken({ forceRefresh }) {
          if (!forceRefresh) return kept;
          tokensOf.set(sessionId, 1 + (tokensOf.get(sessionId) ?? 0));
          kept = await own.token({ fresh: true });
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

/** Connected, and as whom it was. */
export function isBack({ connection, session }: Client<BoardContract>): boolean {
  return connection.get().status === 'connected' && session.get().status === 'authenticated';
}

export function connected(client: Client<BoardContract>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (isBack(client)) finish(resolve);
    };
    const onAbort = (): void =>
      finish(() => reject(new Error(`Not back: ${JSON.stringify(client.connection.get())}`)));
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
