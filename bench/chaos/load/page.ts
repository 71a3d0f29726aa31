import { contract } from '@board/contract';
import type { BoardContract, Comment, Post } from '@board/contract';
import { createClient } from 'roomkey/client';
import type { Client, RoomLease } from 'roomkey/client';
import type { Login, Person } from './people.ts';
import { createRest } from './rest.ts';
import type { Rest } from './rest.ts';

const CATCH_UP_AGAIN_MS = 500;

/** What one open page knows of a post. */
export interface PostView {
  likeCount: number;
  version: number;
  /** Bodies by id: whatever is heard twice is there once. */
  readonly comments: Map<string, string>;
}

/** One tab of somebody, as the app's page does it: join, then snapshot, then only what is newer. */
export interface Page {
  readonly person: Person;
  readonly client: Client<BoardContract>;
  readonly rest: Rest;
  readonly views: ReadonlyMap<string, PostView>;
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
  const views = new Map<string, PostView>();
  const watched = new Map<string, Watched>();
  let recoveries: number[] = [];
  let lostAt: number | null = null;

  const isCurrent = (): boolean =>
    client.socket.get() !== null && [...watched.values()].every(({ isCurrent: each }) => each());
  const settle = (): void => {
    if (lostAt === null || !isCurrent()) return;
    recoveries.push(performance.now() - lostAt);
    lostAt = null;
  };
  client.connection.subscribe(() => {
    if (client.connection.get().status === 'reconnecting') lostAt ??= performance.now();
  });
  return {
    person,
    client,
    rest,
    views,
    isCurrent,
    watch(postIds) {
      for (const each of watched.values()) each.end();
      watched.clear();
      views.clear();
      for (const postId of postIds) {
        const view: PostView = { likeCount: 0, version: -1, comments: new Map() };
        views.set(postId, view);
        watched.set(postId, watchPost({ client, rest, postId, view, onCurrent: settle }));
      }
    },
    takeRecoveries() {
      const taken = recoveries;
      recoveries = [];
      return taken;
    },
    close: () => client.close(),
  };
}

interface Watched {
  readonly isCurrent: () => boolean;
  readonly end: () => void;
}

interface WatchOptions {
  readonly client: Client<BoardContract>;
  readonly rest: Rest;
  readonly postId: string;
  readonly view: PostView;
  readonly onCurrent: () => void;
}

function watchPost({ client, rest, postId, view, onCurrent }: WatchOptions): Watched {
  const lease: RoomLease<BoardContract, 'post'> = client.room('post', { postId });
  let current = false;
  let joins = 0;
  const applyLikes = (likes: Pick<PostView, 'likeCount' | 'version'>): void => {
    if (likes.version > view.version)
      Object.assign(view, { likeCount: likes.likeCount, version: likes.version });
  };
  const catchUp = async (mine: number): Promise<void> => {
    const [{ post }, comments] = await Promise.all([
      rest.get<{ post: Post }>(`/api/posts/${postId}`),
      allComments(rest, postId),
    ]);
    if (mine !== joins) return;
    applyLikes(post);
    for (const { id, body } of comments) view.comments.set(id, body);
    current = true;
    onCurrent();
  };
  const tryToCatchUp = (mine: number): void => {
    if (mine !== joins) return;
    catchUp(mine).catch(() => setTimeout(() => tryToCatchUp(mine), CATCH_UP_AGAIN_MS).unref());
  };
  const roomChanged = (): void => {
    joins += 1;
    current = false;
    if (lease.state.get().status === 'joined') tryToCatchUp(joins);
  };
  const stops = [
    lease.on('like-update', applyLikes),
    lease.on('comment-added', ({ comment }) => void view.comments.set(comment.id, comment.body)),
    lease.state.subscribe(roomChanged),
    () => lease.release(),
  ];
  roomChanged();
  return {
    isCurrent: () => current,
    end() {
      joins += 1;
      for (const stop of stops) stop();
    },
  };
}

async function allComments(rest: Rest, postId: string): Promise<readonly Comment[]> {
  const all: Comment[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    type Answer = { comments: Comment[]; nextCursor: string | null };
    const answer: Answer = await rest.get<Answer>(`/api/posts/${postId}/comments?limit=50${query}`);
    all.push(...answer.comments);
    cursor = answer.nextCursor;
  }
  return all;
}
