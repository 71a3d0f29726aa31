import { describe, expect, it } from 'vitest';
import type { Attempt, Operation } from '../load/journal.ts';
import type { Page } from '../load/page.ts';
import { violations } from '../report/result.ts';
import type { RunResult } from '../report/result.ts';
import { auditAnswers } from './answers.ts';
import { auditPages } from './pages.ts';
import { auditSessions } from './sessions.ts';
import type { StoredPost } from './stored.ts';
import { auditWrites } from './writes.ts';

const done: Attempt = { sentAt: 0, tookMs: 5, code: null, connected: true };
const refused: Attempt = { ...done, code: 'unavailable' };
const operation = (kind: Operation['kind'], opId: string, attempts = [done]): Operation => ({
  kind,
  userId: 'ada',
  postId: 'p',
  opId,
  attempts,
});
const stored = (different: Partial<StoredPost> = {}): ReadonlyMap<string, StoredPost> => {
  const truth = { likeCount: 1, version: 3, commentCount: 1, likedBy: new Set(['ada']) };
  return new Map([['p', { ...truth, comments: new Map([['c1', 'said']]), ...different }]]);
};
const asked = [operation('like', '1'), operation('comment', 'said')];

describe('the audit of writes', () => {
  it('finds nothing where everything is as it was acknowledged', () => {
    const nothing = { unanswered: 0, lost: 0, doubled: 0, miscounted: 0, unasked: 0 };
    expect(auditWrites(asked, stored())).toEqual({ acknowledged: 2, ...nothing });
  });

  it.each([
    ['a like that is lost', { lost: 1 }, { likeCount: 0, likedBy: new Set<string>() }],
    ['a comment that is lost', { lost: 1 }, { commentCount: 0, comments: new Map<string, string>() }],
    [
      'a comment that is there twice',
      { doubled: 1 },
      {
        commentCount: 2,
        comments: new Map([
          ['c1', 'said'],
          ['c2', 'said'],
        ]),
      },
    ],
    ['a count that is wrong', { miscounted: 1 }, { likeCount: 2 }],
    [
      'a comment of nobody',
      { unasked: 1 },
      {
        commentCount: 2,
        comments: new Map([
          ['c1', 'said'],
          ['c2', 'invented'],
        ]),
      },
    ],
  ])('finds %s', (_, found, different) => {
    expect(auditWrites(asked, stored(different))).toMatchObject({ doubled: 0, unanswered: 0, ...found });
  });

  it('asks for the last like that was asked for, and for none that was never acknowledged', () => {
    const undone = [...asked, operation('unlike', '2')];
    expect(auditWrites(undone, stored())).toMatchObject({ lost: 1 });
    const unsure = [...asked, operation('unlike', '2', [refused])];
    expect(auditWrites(unsure, stored())).toMatchObject({ lost: 0, unanswered: 1 });
  });
});

it('the audit of answers knows what hung, what was slow, and what was refused when all was well again', () => {
  const attempts = [
    { ...refused, sentAt: 1_500 },
    { ...refused, code: 'timeout', sentAt: 100, tookMs: 8_000 },
    { ...done, sentAt: 2_000, connected: false, tookMs: 9_000 },
  ];
  expect(auditAnswers([operation('like', '1', attempts)], 1_000)).toEqual({
    refusals: { unavailable: 1, timeout: 1 },
    slowestAnswerMs: 8_000,
    hung: 1,
    lastRefusalMs: 500,
  });
});

it('the audit of pages knows stale counts, and comments that are missing or of nobody', async () => {
  const audit = (likeCount: number, comments: ReadonlyMap<string, string>) => {
    const page = { views: () => new Map([['p', { likeCount, version: 3, comments }]]) } as Partial<Page>;
    return auditPages([page as Page], async () => stored(), 0);
  };
  const same = await audit(1, new Map([['c1', 'said']]));
  expect(same.found).toMatchObject({ staleCounts: 0, missingComments: 0, strayComments: 0 });
  expect(same.found.convergedMs).not.toBeNull();
  const other = await audit(2, new Map([['c9', 'nothing']]));
  expect(other.found).toEqual({ staleCounts: 1, missingComments: 1, strayComments: 1, convergedMs: null });
});

it('the audit of sessions counts what was heard after the bound, which is the sweep where the bus was cut', () => {
  const session = { revokedAt: 1_000, announced: true, heardAt: [900, 1_500, 2_200] };
  expect(auditSessions([session], { ownLagMs: 0, deafUntil: null })).toEqual({
    revoked: 1,
    lateDeliveries: 1,
    lastDeliveryMs: 1_200,
  });
  expect(auditSessions([session], { ownLagMs: 500, deafUntil: null })).toMatchObject({ lateDeliveries: 0 });
  const deaf = { ...session, heardAt: [9_900, 10_100] };
  expect(auditSessions([deaf], { ownLagMs: 0, deafUntil: 4_000 })).toMatchObject({ lateDeliveries: 1 });
});

describe('a run', () => {
  const held: RunResult = {
    fault: 'kill',
    node: 'node-1',
    faultMs: 2_000,
    mayHang: false,
    ownLagMs: 10,
    recoveriesMs: [],
    crashed: [],
    acknowledged: 100,
    unanswered: 0,
    lost: 0,
    doubled: 0,
    miscounted: 0,
    unasked: 0,
    refusals: {},
    slowestAnswerMs: 100,
    hung: 0,
    lastRefusalMs: 0,
    convergedMs: 20,
    staleCounts: 0,
    missingComments: 0,
    strayComments: 0,
    revoked: 3,
    lateDeliveries: 0,
    lastDeliveryMs: 0,
  };

  it('holds when nothing was found', () => expect(violations(held)).toEqual([]));

  it.each<Partial<RunResult>>([
    { lost: 1 },
    { doubled: 1 },
    { unasked: 1 },
    { miscounted: 1 },
    { unanswered: 1 },
    { lateDeliveries: 1 },
    { crashed: ['node-1 1: TypeError'] },
    { convergedMs: null },
    { hung: 1 },
    { slowestAnswerMs: 6_000 },
    { lastRefusalMs: 6_000 },
    { acknowledged: 0 },
    { revoked: 0 },
  ])('does not hold with %o', (found) => expect(violations({ ...held, ...found })).toHaveLength(1));
});
