import type { Comment, Likes, MyLike, Page, Post } from '@board/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Reader } from '../../lib/http.ts';
import { feedKey, heardKey, postKey } from '../../lib/query-keys.ts';

/** What a like was before it was changed ahead of the server's answer. */
export interface LikeBefore {
  readonly likedByMe: boolean;
  readonly likeCount: number;
  readonly version: number;
}

/** Likes of an older version than the one that is shown arrived late; they change nothing. */
export function withLikes(post: Post, { likeCount, version }: Likes): Post {
  return version > post.version ? { ...post, likeCount, version } : post;
}

/** The answer to the reader's own like: true of the reader in any case, of the count when it is not older. */
export function withMyLike(post: Post, { likedByMe, likeCount, version }: MyLike): Post {
  return version >= post.version ? { ...post, likedByMe, likeCount, version } : { ...post, likedByMe };
}

export function withGuess(post: Post, likedByMe: boolean): Post {
  if (post.likedByMe === likedByMe) return post;
  return { ...post, likedByMe, likeCount: Math.max(0, post.likeCount + (likedByMe ? 1 : -1)) };
}

/** Takes a guess back. A count that the server has sent since then is not touched. */
export function withoutGuess(post: Post, before: LikeBefore): Post {
  if (post.version !== before.version) return { ...post, likedByMe: before.likedByMe };
  return { ...post, likedByMe: before.likedByMe, likeCount: before.likeCount };
}

/** Views only grow. */
export function withViews(post: Post, viewCount: number): Post {
  return viewCount > post.viewCount ? { ...post, viewCount } : post;
}

/** A snapshot may be older than the events that came in while it was on its way. */
export function withSnapshot(shown: Post | undefined, snapshot: Post): Post {
  if (shown === undefined) return snapshot;
  return withViews(withLikes(snapshot, shown), shown.viewCount);
}

export function withComment(heard: readonly Comment[], comment: Comment): readonly Comment[] {
  return heard.some(({ id }) => id === comment.id) ? heard : [...heard, comment];
}

/** Changes a post wherever the reader's cache shows it: on its page and in the feed. */
export function patchPost(
  queries: QueryClient,
  { reader, postId }: { readonly reader: Reader; readonly postId: string },
  change: (post: Post) => Post,
): void {
  queries.setQueryData<Post>(postKey(reader, postId), (post) => post && change(post));
  queries.setQueryData<InfiniteData<Page<Post>>>(
    feedKey(reader),
    (feed) =>
      feed && withItems(feed, (posts) => posts.map((post) => (post.id === postId ? change(post) : post))),
  );
}

/** Takes a post out of all that is shown: it was deleted, or may no longer be read. */
export function forgetPost(queries: QueryClient, postId: string): void {
  queries.removeQueries({ predicate: ({ queryKey: [, , id] }) => id === postId });
  queries.setQueriesData<InfiniteData<Page<Post>>>(
    { predicate: ({ queryKey: [, name] }) => name === 'feed' },
    (feed) => feed && withItems(feed, (posts) => posts.filter(({ id }) => id !== postId)),
  );
}

function withItems(
  feed: InfiniteData<Page<Post>>,
  change: (posts: readonly Post[]) => readonly Post[],
): InfiniteData<Page<Post>> {
  return { ...feed, pages: feed.pages.map((page) => ({ ...page, items: change(page.items) })) };
}

/** Adds a comment that was heard or written here; true when it was not there yet. */
export function addComment(queries: QueryClient, reader: Reader, comment: Comment): boolean {
  const key = heardKey(reader, comment.postId);
  const heard = queries.getQueryData<readonly Comment[]>(key) ?? [];
  const next = withComment(heard, comment);
  if (next === heard) return false;
  queries.setQueryData<readonly Comment[]>(key, next);
  patchPost(queries, { reader, postId: comment.postId }, (post) => ({
    ...post,
    commentCount: post.commentCount + 1,
  }));
  return true;
}
