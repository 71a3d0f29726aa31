import { describe, expect, it } from 'vitest';
import { auditAnswers } from '../../../../bench/chaos/audit/answers.ts';
import { auditSessions } from '../../../../bench/chaos/audit/sessions.ts';
import type { StoredPost } from '../../../../bench/chaos/audit/stored.ts';
import { auditWrites } from '../../../../bench/chaos/audit/writes.ts';
import type { Attempt, Operation } from '../../../../bench/chaos/load/journal.ts';
import { trendOf } from '../../../../bench/chaos/soak/trend.ts';

const done: Attempt = { sentAt: 0, tookMs: 5, code: null, connected: true };
const refused: Attempt = { ...done, code: 'unavailable' };

const operation = (kind: Operation['kind'], opId: string, attempts = [done]): Operation => ({
  kind,
  opId,
  attempts,
  userId: 'ann',
  postId: 'p1',
});

const stored = (likedBy: readonly string[], bodies: readonly string[]): ReadonlyMap<string, StoredPost> => {
  const comments = new Map(bodies.map((body, index) => [`${index}`, body]));
  const post = { likeCount: likedBy.length, version: 1, commentCount: comments.size };
  return new Map([['p1', { ...post, likedBy: new Set(likedBy), comments }]]);
};

const nothing = { unanswered: 0, lost: 0, doubled: 0, miscounted: 0, unasked: 0 };
const like = operation('like', 'a');
const unlike = operation('unlike', 'b');
const comment = operation('comment', 'hello');

describe('the audit of writes', () => {
  it('finds nothing where all is as it was acknowledged', () => {
    expect(auditWrites([unlike, like, comment], stored(['ann'], ['hello']))).toEqual({
      ...nothing,
      acknowledged: 3,
    });
  });

  it.each([
    ['a like that is lost', [like], stored([], []), { lost: 1 }],
    ['a like that came back', [like, unlike], stored(['ann'], []), { lost: 1 }],
    ['a comment that is lost', [comment], stored([], []), { lost: 1 }],
    ['a comment that is there twice', [comment], stored([], ['hello', 'hello']), { doubled: 1 }],
    ['a comment of nobody', [], stored([], ['hello']), { unasked: 1 }],
    ['what was never acknowledged', [operation('like', 'a', [refused])], stored([], []), { unanswered: 1 }],
  ] as const)('finds %s', (...[, operations, posts, found]) => {
    expect(auditWrites(operations, posts)).toMatchObject({ ...nothing, ...found });
  });

  it('finds counts that are not the number of rows', () => {
    const [[id, post] = []] = [...stored(['ann'], [])];
    if (id === undefined || post === undefined) throw new Error('No post');
    const posts = new Map([[id, { ...post, likeCount: 2 }]]);
    expect(auditWrites([like], posts)).toMatchObject({ miscounted: 1 });
  });
});

describe('the audit of sessions', () => {
  const bounds = { ownLagMs: 0, deafUntil: null };
  const session = (heardAt: number, announced = true) => [
    { revokedAt: 1_000, announced, heardAt: [heardAt] },
  ];

  it.each([
    ['in time', session(1_900), bounds, 0],
    ['after the bound', session(2_100), bounds, 1],
    ['late by the clients themselves', session(2_100), { ...bounds, ownLagMs: 200 }, 0],
    ['in time, where nobody could be told', session(6_900, false), bounds, 0],
    ['after the sweep', session(7_100, false), bounds, 1],
    ['in time after a server was deaf', session(15_900), { ...bounds, deafUntil: 10_000 }, 0],
    ['too late after a server was deaf', session(16_100), { ...bounds, deafUntil: 10_000 }, 1],
  ] as const)('judges a delivery %s', (...[, sessions, limits, lateDeliveries]) => {
    expect(auditSessions(sessions, limits)).toMatchObject({ revoked: 1, lateDeliveries });
  });
});

describe('the audit of answers', () => {
  it('finds those that never came, and how long refusals went on', () => {
    const hung: Attempt = { ...done, code: 'timeout', tookMs: 8_000 };
    const late: Attempt = { ...refused, sentAt: 4_000 };
    expect(auditAnswers([operation('like', 'a', [hung, late, done])], 1_000)).toEqual({
      refusals: { timeout: 1, unavailable: 1 },
      slowestAnswerMs: 8_000,
      hung: 1,
      lastRefusalMs: 3_000,
    });
  });
});

describe('a trend', () => {
  const over = (value: (minute: number) => number) =>
    Array.from({ length: 30 }, (_, minute) => [minute * 60_000, value(minute)] as const);

  it('is flat where values only jump about', () => {
    expect(trendOf(over((minute) => 100 + (minute % 3) * 4))).toMatchObject({ flat: true });
  });

  it('is not where they grow under the noise', () => {
    const trend = trendOf(over((minute) => 100 + (minute % 3) * 4 + minute * 0.5));
    expect(trend.flat).toBe(false);
    expect(trend.slope).toBeCloseTo(0.5, 1);
  });
});
