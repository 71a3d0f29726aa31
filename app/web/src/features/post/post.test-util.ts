import type { Comment, Post } from '@board/contract';

const author = { id: 'ada', name: 'Ada', avatar: null };

export const post: Post = {
  id: '5f0c52a4-4f0e-4a3e-8f0e-0a1b2c3d4e5f',
  title: 'A title',
  body: 'A text',
  author,
  likeCount: 4,
  viewCount: 10,
  commentCount: 3,
  commentSeq: 3,
  version: 7,
  visibility: 'public',
  likedByMe: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

export const commentOf = (seq: number): Comment => ({
  id: `0b8f8a60-0000-4000-8000-${String(seq).padStart(12, '0')}`,
  postId: post.id,
  body: `Comment ${seq}`,
  author,
  seq,
  createdAt: post.createdAt,
});

/** Always the same numbers from 0 to 1 for a seed, so that what fails once fails again. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
