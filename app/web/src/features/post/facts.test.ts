import { describe, expect, it } from 'vitest';
import { NOTHING_HEARD, factsOfMyLike, withFacts, withGuess, withHeard } from './facts.ts';
import type { Facts } from './facts.ts';
import { post, randomFrom, shuffled } from './post.test-util.ts';

const likes = (likeCount: number, version: number): Facts => ({ likes: { likeCount, version } });
const mine = (likedByMe: boolean, likeCount: number, version: number): Facts =>
  factsOfMyLike({ likedByMe, likeCount, version });
const heard = (...facts: Facts[]): Facts => facts.reduce(withHeard, NOTHING_HEARD);

describe('what was heard', () => {
  it('ends at the newest, in whatever order and however often it comes, before or after a snapshot', () => {
    const facts: readonly Facts[] = [
      likes(5, 8),
      likes(6, 9),
      mine(true, 7, 10),
      likes(7, 10),
      mine(false, 6, 11),
      { views: { viewCount: 11 } },
      { views: { viewCount: 12 } },
      { comments: { commentCount: 4, commentSeq: 4 } },
      // Somebody was deleted with their comments.
      { comments: { commentCount: 2, commentSeq: 5 } },
    ];
    const snapshots = [post, { ...post, likeCount: 6, version: 9, viewCount: 11 }];
    for (let seed = 1; seed <= 200; seed += 1) {
      const order = shuffled([...facts, ...facts], randomFrom(seed));
      for (const snapshot of snapshots) {
        expect(withFacts(snapshot, heard(...order)), `seed ${seed}`).toMatchObject({
          likeCount: 6,
          version: 11,
          likedByMe: false,
          viewCount: 12,
          commentCount: 2,
        });
      }
    }
  });

  it.each([7, 6])('of version %i does not overwrite version 7', (version) => {
    expect(withFacts(post, likes(99, version))).toEqual(post);
  });

  it("of the reader's own like is true also when the count of others is newer", () => {
    const shown = withFacts(post, heard(mine(true, 5, 8), likes(6, 9)));
    expect(shown).toMatchObject({ likedByMe: true, likeCount: 6, version: 9 });
  });

  it('of an own like gives way to a snapshot that is newer: another tab may have taken it back', () => {
    const snapshot = { ...post, likeCount: 4, version: 9, likedByMe: false };
    expect(withFacts(snapshot, mine(true, 5, 8))).toEqual(snapshot);
  });

  it('survives a snapshot that was read before it', () => {
    expect(withFacts(post, mine(true, 5, 8))).toMatchObject({ likedByMe: true, likeCount: 5 });
  });
});

describe('a guess', () => {
  const guess = { liked: true, version: 7 };

  it('is shown at once, and leaves nothing when it is taken back', () => {
    expect(withGuess(post, guess)).toMatchObject({ likedByMe: true, likeCount: 5 });
    expect(withGuess(post, null)).toBe(post);
  });

  it('is not counted again by what the server says later', () => {
    const said = withFacts(post, likes(5, 8));
    expect(withGuess(said, guess)).toMatchObject({ likedByMe: true, likeCount: 5 });
    expect(withGuess(withFacts(post, mine(true, 5, 8)), guess)).toMatchObject({
      likedByMe: true,
      likeCount: 5,
    });
  });

  it('outlives a snapshot that knows nothing of it yet', () => {
    expect(withGuess({ ...post, viewCount: 11 }, guess)).toMatchObject({ likedByMe: true, likeCount: 5 });
  });

  it('of what was so already changes nothing', () => {
    expect(withGuess(post, { liked: false, version: 7 })).toBe(post);
  });
});
