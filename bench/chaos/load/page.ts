import { contract } from '@board/contract';
import type { BoardContract } from '@board/contract';
import { createClient } from 'roomkey/client';
import type { Client } from 'roomkey/client';
import type { Login, Person } from './people.ts';
import { createRest } from './rest.ts';
import type { Rest } from './rest.ts';
import { watchPost } from './watched-post.ts';
import type { PostView, WatchedPost } from './watched-post.ts';

/** One tab of somebody, as the app's page does it: join, then snapshot, then only what is newer. */
export interface Page {
  readonly person: Person;
  readonly client: Client<BoardContract>;
  readonly rest: Rest;
  /** By post. */
  readonly views: () => ReadonlyMap<string, PostView>;
  /** Leaves the posts of before. */
  watch(postIds: readonly string[]): void;
  /** All rooms joined and caught up. */
  isCurrent(): boolean;
  /** Milliseconds from each lost connection until the page was current again, since they were last taken. */
  takeRecoveries(): readonly number[];
  close(): void;
}

export function openPage(url: string, person: Person, login: Login): Page {
  const rest = createRest(url, person, login);
  const client = createClient(contract, {
    url,
    getToken: ({ forceRefresh }) => rest.token({ fresh: forceRefresh }),
    socketOptions: { transports: ['websocket'], extraHeaders: { 'x-forwarded-for': person.address } },
  });
  const watched = new Map<string, WatchedPost>();
  let recoveries: number[] = [];
  let lostAt: number | null = null;

  const isCurrent = (): boolean =>
    client.socket.get() !== null && [...watched.values()].every(({ isCurrent: each }) => each());
  const settle = (): void => {
    if (lostAt === null || !isCurrent()) return;
    recoveries.push(performance.now() - lostAt);
    lostAt = null;
  };
  const leaveAll = (): void => {
    for (const each of watched.values()) each.end();
    watched.clear();
  };
  client.connection.subscribe(() => {
    if (client.connection.get().status === 'reconnecting') lostAt ??= performance.now();
  });
  return {
    person,
    client,
    rest,
    views: () => new Map([...watched].map(([postId, post]) => [postId, post.view()])),
    isCurrent,
    watch(postIds) {
      leaveAll();
      for (const postId of postIds)
        watched.set(postId, watchPost({ client, rest, postId, onCurrent: settle }));
    },
    takeRecoveries() {
      const taken = recoveries;
      recoveries = [];
      return taken;
    },
    close() {
      leaveAll();
      client.close();
    },
  };
}
