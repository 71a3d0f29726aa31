import type { Page, Post } from '@board/contract';
import { QueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { blocksKey, commentsKey, factsKey, feedKey, guessKey, postKey } from '../../lib/query-keys.ts';
import { forgetPost, hear, hearComment, patchPost } from './post-cache.ts';
import { commentOf, post } from './post.test-util.ts';

const feedOf = (...items: readonly Post[]): InfiniteData<Page<Post>> => ({
  pages: [{ items, nextCursor: null }],
  pageParams: [null],
});

describe('the cache', () => {
  it('changes a post on its page and in the feed, for its reader alone', () => {
    const queries = new QueryClient();
    for (const reader of ['ada', 'ben']) {
      queries.setQueryData(postKey(reader, post.id), post);
      queries.setQueryData(feedKey(reader), feedOf(post));
    }
    const hidden: Post = { ...post, visibility: 'private' };
    patchPost(queries, { reader: 'ada', postId: post.id }, () => hidden);
    expect(queries.getQueryData(postKey('ada', post.id))).toEqual(hidden);
    expect(queries.getQueryData(feedKey('ada'))).toEqual(feedOf(hidden));
    expect(queries.getQueryData(postKey('ben', post.id))).toEqual(post);
    expect(queries.getQueryData(feedKey('ben'))).toEqual(feedOf(post));
  });

  it('notes what is heard of a post before it is there', () => {
    const queries = new QueryClient();
    const shown = { reader: 'ada', postId: post.id };
    hear(queries, shown, { views: { viewCount: 12 } });
    hear(queries, shown, { views: { viewCount: 11 } });
    expect(queries.getQueryData(factsKey('ada', post.id))).toMatchObject({ views: { viewCount: 12 } });
    expect(queries.getQueryData(factsKey('ben', post.id))).toBeUndefined();
  });

  it('takes a comment once, however often it is heard', () => {
    const queries = new QueryClient();
    hearComment(queries, 'ada', commentOf(1));
    hearComment(queries, 'ada', { ...commentOf(1) });
    expect(queries.getQueryData(commentsKey('ada', post.id))).toMatchObject({ comments: [commentOf(1)] });
  });
});

describe('a post that may no longer be read', () => {
  it('leaves nothing of it in the cache, and everything else', () => {
    const queries = new QueryClient();
    const other: Post = { ...post, id: '5f0c52a4-4f0e-4a3e-8f0e-0a1b2c3d4e60' };
    queries.setQueryData(feedKey('ada'), feedOf(post, other));
    queries.setQueryData(postKey('ada', other.id), other);
    for (const keyOf of [postKey, commentsKey, factsKey, guessKey, blocksKey])
      queries.setQueryData(keyOf('ada', post.id), []);
    forgetPost(queries, post.id);
    const left = queries
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey);
    expect(left).toEqual([feedKey('ada'), postKey('ada', other.id)]);
    expect(queries.getQueryData(feedKey('ada'))).toEqual(feedOf(other));
  });
});
