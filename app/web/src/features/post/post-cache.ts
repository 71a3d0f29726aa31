import type { Comment, Page, Post } from '@board/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Reader } from '../../lib/http.ts';
import { commentsKey, factsKey, feedKey, guessKey, postKey } from '../../lib/query-keys.ts';
import { NOTHING_HEARD, withHeard } from './facts.ts';
import type { Facts, LikeGuess } from './facts.ts';
import { EMPTY_THREAD, withComment } from './thread.ts';
import type { Thread } from './thread.ts';

/** A post as one reader sees it; nothing of it is shown to another. */
export interface Shown {
  readonly reader: Reader;
  readonly postId: string;
}

/** Notes what was heard, beside what the server answered: an answer that is under way cannot undo it. */
export function hear(queries: QueryClient, { reader, postId }: Shown, facts: Facts): void {
  queries.setQueryData<Facts>(factsKey(reader, postId), (known = NOTHING_HEARD) => withHeard(known, facts));
}

/** Notes a comment that was heard or written here, also while the first page is still on its way. */
export function hearComment(queries: QueryClient, reader: Reader, comment: Comment): void {
  queries.setQueryData<Thread>(commentsKey(reader, comment.postId), (thread = EMPTY_THREAD) =>
    withComment(thread, comment),
  );
}

export function setGuess(queries: QueryClient, { reader, postId }: Shown, guess: LikeGuess | null): void {
  queries.setQueryData<LikeGuess | null>(guessKey(reader, postId), guess);
}

/** Changes a post wherever the reader's cache has it: on its page and in the feed. */
export function patchPost(
  queries: QueryClient,
  { reader, postId }: Shown,
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
