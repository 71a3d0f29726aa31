import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { EmptyFeed } from './empty-feed.tsx';
import { FeedSkeleton } from './feed-skeleton.tsx';
import { PostRow } from './post-row.tsx';
import { useCatchUp } from './use-catch-up.ts';
import { useFeed } from './use-feed.ts';

export function FeedList(): ReactElement {
  const feed = useFeed();
  const catchUp = useCatchUp(feed.refetch);
  if (feed.data === undefined) {
    if (feed.error === null) return <FeedSkeleton />;
    return (
      <Failure what="The posts could not be read" error={feed.error} onRetry={() => void feed.refetch()} />
    );
  }
  const posts = feed.data.pages.flatMap((page) => page.items);
  if (posts.length === 0) return <EmptyFeed />;
  return (
    <>
      <ul aria-label="Posts">
        {posts.map((post) => (
          <PostRow key={post.id} post={post} onRejoin={catchUp} />
        ))}
      </ul>
      {feed.hasNextPage && (
        <div className="border-t border-line pt-8">
          <Button busy={feed.isFetchingNextPage} onClick={() => void feed.fetchNextPage()}>
            Show older posts
          </Button>
        </div>
      )}
    </>
  );
}
