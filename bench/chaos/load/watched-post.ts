import type { BoardContract, Post } from '@board/contract';
import type { Client, RoomLease } from 'roomkey/client';
import type { Rest } from './rest.ts';
import { createThread } from './thread.ts';

const CATCH_UP_AGAIN_MS = 500;

/** What one open page knows of a post. */
export interface PostView {
  readonly likeCount: number;
  readonly version: number;
  /** Bodies by id. */
  readonly comments: ReadonlyMap<string, string>;
}

export interface WatchedPost {
  readonly view: () => PostView;
  /** In the room, and caught up with what happened before. */
  readonly isCurrent: () => boolean;
  readonly end: () => void;
}

export interface WatchOptions {
  readonly client: Client<BoardContract>;
  readonly rest: Rest;
  readonly postId: string;
  readonly onCurrent: () => void;
}

type Likes = Pick<PostView, 'likeCount' | 'version'>;

/** Joins, then reads, then takes only what is newer; and so again after every break. */
export function watchPost({ client, rest, postId, onCurrent }: WatchOptions): WatchedPost {
  const lease: RoomLease<BoardContract, 'post'> = client.room('post', { postId });
  const thread = createThread(rest, postId);
  let likes: Likes = { likeCount: 0, version: -1 };
  let current = false;
  let joins = 0;

  const apply = ({ likeCount, version }: Likes): void => {
    if (version > likes.version) likes = { likeCount, version };
  };
  const catchUp = async (mine: number): Promise<void> => {
    const [{ post }] = await Promise.all([rest.get<{ post: Post }>(`/api/posts/${postId}`), thread.readOn()]);
    apply(post);
    if (mine !== joins) return;
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
    lease.on('like-update', apply),
    lease.on('comment-added', ({ comment }) => thread.hear(comment)),
    lease.state.subscribe(roomChanged),
    () => lease.release(),
    thread.close,
  ];
  roomChanged();
  return {
    view: () => ({ ...likes, comments: thread.comments }),
    isCurrent: () => current,
    end() {
      joins += 1;
      for (const stop of stops) stop();
    },
  };
}
