import type { Likes, MyLike, Post } from '@board/contract';

/**
 * The newest that was heard of a post, whether it is shown yet or not. Each fact says itself how new it is, so
 * they may come in any order, and before or after an answer of the server that is older.
 */
export interface Facts {
  readonly likes?: Likes | undefined;
  /** Of the reader's own like, as of a version of the likes. */
  readonly mine?: Pick<MyLike, 'likedByMe' | 'version'> | undefined;
  /** Views only grow, so the higher number is the newer one. */
  readonly views?: Pick<Post, 'viewCount'> | undefined;
  readonly comments?: Pick<Post, 'commentCount' | 'commentSeq'> | undefined;
}

export const NOTHING_HEARD: Facts = {};

/** The answer to the reader's own like says both. */
export const factsOfMyLike = ({ likedByMe, likeCount, version }: MyLike): Facts => ({
  likes: { likeCount, version },
  mine: { likedByMe, version },
});

export function withHeard(known: Facts, heard: Facts): Facts {
  return {
    likes: newer(known.likes, heard.likes, ({ version }) => version),
    mine: newer(known.mine, heard.mine, ({ version }) => version),
    views: newer(known.views, heard.views, ({ viewCount }) => viewCount),
    comments: newer(known.comments, heard.comments, ({ commentSeq }) => commentSeq),
  };
}

/** A post as the server answered, with what was heard and is newer. */
export function withFacts(post: Post, { likes, mine, views, comments }: Facts): Post {
  return {
    ...post,
    ...(likes !== undefined && likes.version > post.version && likes),
    ...(mine !== undefined && mine.version >= post.version && { likedByMe: mine.likedByMe }),
    ...(views !== undefined && views.viewCount > post.viewCount && views),
    ...(comments !== undefined && comments.commentSeq > post.commentSeq && comments),
  };
}

/** What the reader asked for and the server has not answered yet, and the version that it was asked of. */
export interface LikeGuess {
  readonly liked: boolean;
  readonly version: number;
}

/** A count that came since then may have the guess in it. */
export function withGuess(post: Post, guess: LikeGuess | null): Post {
  if (guess === null || guess.liked === post.likedByMe) return post;
  const step = guess.version === post.version ? (guess.liked ? 1 : -1) : 0;
  return { ...post, likedByMe: guess.liked, likeCount: Math.max(0, post.likeCount + step) };
}

function newer<Fact>(
  known: Fact | undefined,
  heard: Fact | undefined,
  ageOf: (fact: Fact) => number,
): Fact | undefined {
  if (known === undefined || heard === undefined) return known ?? heard;
  return ageOf(heard) >= ageOf(known) ? heard : known;
}
