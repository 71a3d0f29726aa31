import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../testing/index.ts';
import { createRevocations } from './revocations.ts';
import type { Subject } from './types.ts';

const REMEMBER = 60_000;
const NOW = Date.UTC(2030, 0, 1);

function setUp() {
  const clock = createFakeClock(NOW);
  return { clock, revocations: createRevocations(clock, REMEMBER) };
}

const subject = (values: Partial<Subject> = {}): Subject => ({
  userId: 'ada',
  sessionId: 's1',
  issuedAt: NOW - 1000,
  expiresAt: NOW + 600_000,
  claims: {},
  ...values,
});

describe('a revoked session', () => {
  it('is covered whenever its tokens were issued, and no other session is', () => {
    const { revocations } = setUp();
    expect(revocations.covers(subject())).toBe(false);
    revocations.add({ sessionId: 's1' });
    expect(revocations.covers(subject())).toBe(true);
    expect(revocations.covers(subject({ issuedAt: NOW + 1000 }))).toBe(true);
    expect(revocations.covers(subject({ userId: 'bob' }))).toBe(true);
    expect(revocations.covers(subject({ sessionId: 's2' }))).toBe(false);
    expect(revocations.covers(subject({ sessionId: null }))).toBe(false);
  });

  it('is not a user of that name', () => {
    const { revocations } = setUp();
    revocations.add({ sessionId: 'ada' });
    expect(revocations.covers(subject())).toBe(false);
  });
});

describe('a revoked user', () => {
  it('is covered in every session whose token was issued before', () => {
    const { revocations } = setUp();
    revocations.add({ userId: 'ada' });
    for (const sessionId of ['s1', 's2', null]) expect(revocations.covers(subject({ sessionId }))).toBe(true);
    expect(revocations.covers(subject({ userId: 'bob' }))).toBe(false);
  });

  it('is covered in the second of the revocation, as `iat` knows no less, and free after it', () => {
    const { clock, revocations } = setUp();
    clock.jump(700);
    revocations.add({ userId: 'ada' });
    expect(revocations.covers(subject({ issuedAt: NOW }))).toBe(true);
    expect(revocations.covers(subject({ issuedAt: NOW + 1000 }))).toBe(false);
  });

  it('is covered up to the time that is named', () => {
    const { revocations } = setUp();
    revocations.add({ userId: 'ada', issuedBefore: NOW - 5000 });
    expect(revocations.covers(subject({ issuedAt: NOW - 5000 }))).toBe(true);
    expect(revocations.covers(subject({ issuedAt: NOW - 4000 }))).toBe(false);
  });

  it('is not freed by a later revocation of an earlier time', () => {
    const { revocations } = setUp();
    revocations.add({ userId: 'ada' });
    revocations.add({ userId: 'ada', issuedBefore: NOW - 60_000 });
    expect(revocations.covers(subject())).toBe(true);
  });
});

describe('revocations', () => {
  it('are kept for their time, and then forgotten with the next one', () => {
    const { clock, revocations } = setUp();
    revocations.add({ sessionId: 's1' });
    revocations.add({ userId: 'ada' });
    clock.jump(REMEMBER - 1);
    revocations.add({ sessionId: 's2' });
    expect(revocations.size).toBe(3);
    expect(revocations.covers(subject())).toBe(true);
    clock.jump(1);
    revocations.add({ sessionId: 's3' });
    expect(revocations.size).toBe(2);
    expect(revocations.covers(subject())).toBe(false);
    expect(revocations.covers(subject({ sessionId: 's2' }))).toBe(true);
  });

  it('are kept for their time from the last revocation of the same', () => {
    const { clock, revocations } = setUp();
    revocations.add({ sessionId: 's1' });
    revocations.add({ sessionId: 's2' });
    clock.jump(REMEMBER / 2);
    revocations.add({ sessionId: 's1' });
    clock.jump(REMEMBER / 2);
    revocations.add({ sessionId: 's3' });
    expect(revocations.covers(subject())).toBe(true);
    expect(revocations.covers(subject({ sessionId: 's2' }))).toBe(false);
  });
});
