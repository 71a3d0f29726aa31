import type { Comment, Page, Post } from '@board/contract';
import { QueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { blocksKey, commentsKey, feedKey, heardKey, postKey } from '../../lib/query-keys.ts';
import {
  addComment,
  forgetPost,
  patchPost,
  withComment,
  withGuess,
  withLikes,
  withMyLike,
  withoutGuess,
  withSnapshot,
  withViews,
} from './post-cache.ts';

const author = { id: 'ada', name: 'Ada', avatar: null };
const post: Post = {
  id: '5f0c52a4-4f0e-4a3e-8f0e-0a1b2c3d4e5f',
  title: 'A title',
  body: 'A text',
  author,
  likeCount: 4,
  viewCount: 10,
  commentCount: 0,
  version: 7,
  visibility: 'public',
  likedByMe: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const comment: Comment = {
  id: '0b8f8a60-0000-4000-8000-000000000001',
  postId: post.id,
  body: 'Yes',
  author,
  createdAt: post.createdAt,
};

describe('likes', () => {
  it('are taken over when they are newer', () => {
    expect(withLikes(post, { likeCount: 5, version: 8 })).toMatchObject({ likeCount: 5, version: 8 });
  });

  it.each([7, 6])('of version %i do not overwrite version 7', (version) => {
    expect(withLikes(post, { likeCount: 99, version })).toBe(post);
  });

  it('end at the highest version, in whatever order and however often they come', () => {
    const versions = [8, 9, 10, 11, 12];
    for (let order = 0; order < 50; order += 1) {
      const heard = [...versions, ...versions].toSorted(
        (a, b) => ((a * 31 + order * 17) % 13) - ((b * 31 + order * 17) % 13) || a - b,
      );
      const last = heard.reduce(
        (shown, version) => withLikes(shown, { likeCount: version * 2, version }),
        post,
      );
      expect(last).toMatchObject({ likeCount: 24, version: 12 });
    }
  });

  it("of the reader's own answer keep a newer count of others", () => {
    const mine = { likedByMe: true, likeCount: 5, version: 8 };
    expect(withMyLike({ ...post, version: 9, likeCount: 6 }, mine)).toMatchObject({
      likedByMe: true,
      likeCount: 6,
    });
    expect(withMyLike(withGuess(post, true), mine)).toMatchObject(mine);
  });

  it('go back to what they were when a guess is refused', () => {
    expect(withoutGuess(withGuess(post, true), post)).toEqual(post);
  });

  it('keep what the server sent while the guess was open', () => {
    const meanwhile = withLikes(withGuess(post, true), { likeCount: 9, version: 8 });
    expect(withoutGuess(meanwhile, post)).toMatchObject({ likeCount: 9, version: 8, likedByMe: false });
  });
});

describe('a snapshot', () => {
  it('does not undo events that came in while it was on its way', () => {
    const shown = withViews(withLikes(post, { likeCount: 6, version: 9 }), 12);
    expect(withSnapshot(shown, post)).toMatchObject({ likeCount: 6, version: 9, viewCount: 12 });
  });

  it('replaces what is older', () => {
    const snapshot = { ...post, likeCount: 20, version: 20, viewCount: 40, likedByMe: true };
    expect(withSnapshot(post, snapshot)).toEqual(snapshot);
  });
});

describe('the cache', () => {
  const feed: InfiniteData<Page<Post>> = { pages: [{ items: [post], nextCursor: null }], pageParams: [null] };

  it('changes a post on its page and in the feed, for its reader alone', () => {
    const queries = new QueryClient();
    for (const reader of ['ada', 'ben']) {
      queries.setQueryData(postKey(reader, post.id), post);
      queries.setQueryData(feedKey(reader), feed);
    }
    patchPost(queries, { reader: 'ada', postId: post.id }, (shown) => withViews(shown, 11));
    expect(queries.getQueryData(postKey('ada', post.id))).toMatchObject({ viewCount: 11 });
    expect(queries.getQueryData(feedKey('ada'))).toMatchObject({ pages: [{ items: [{ viewCount: 11 }] }] });
    expect(queries.getQueryData(postKey('ben', post.id))).toEqual(post);
    expect(queries.getQueryData(feedKey('ben'))).toEqual(feed);
  });

  it('takes a comment once, however often it is heard', () => {
    const queries = new QueryClient();
    queries.setQueryData(postKey('ada', post.id), post);
    expect(addComment(queries, 'ada', comment)).toBe(true);
    expect(addComment(queries, 'ada', { ...comment })).toBe(false);
    expect(queries.getQueryData(heardKey('ada', post.id))).toEqual([comment]);
    expect(queries.getQueryData(postKey('ada', post.id))).toMatchObject({ commentCount: 1 });
    expect(withComment([], comment)).toEqual([comment]);
  });
});

describe('a post that may no longer be read', () => {
  it('leaves nothing of it in the cache, and everything else', () => {
    const queries = new QueryClient();
    const other: Post = { ...post, id: '5f0c52a4-4f0e-4a3e-8f0e-0a1b2c3d4e60' };
    const feed: InfiniteData<Page<Post>> = {
      pages: [{ items: [post, other], nextCursor: null }],
      pageParams: [null],
    };
    queries.setQueryData(feedKey('ada'), feed);
    queries.setQueryData(postKey('ada', other.id), other);
    for (const keyOf of [postKey, commentsKey, heardKey, blocksKey])
      queries.setQueryData(keyOf('ada', post.id), []);
    forgetPost(queries, post.id);
    const left = queries
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey);
    expect(left).toEqual([feedKey('ada'), postKey('ada', other.id)]);
    expect(queries.getQueryData<typeof feed>(feedKey('ada'))?.pages[0]?.items).toEqual([other]);
  });
});
