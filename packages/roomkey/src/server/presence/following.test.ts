import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../testing/index.ts';
import { createFollowing } from './following.ts';

const tell = (seq: number, run = 'r') => ({ run, seq, rooms: [told(`${run}${seq}`)] });
const tick = (seq: number, run = 'r') => ({ run, seq });
const told = (key: string) => ({ key, joined: [], left: [], anonymous: 0, begins: false, ends: false });

/** Longer than a message may be late. */
const LATE_MS = 500;

function follow() {
  const clock = createFakeClock();
  const heard: string[] = [];
  const following = createFollowing({
    clock,
    onTold: (_node, rooms) => heard.push(...rooms.map(({ key }) => key)),
    onMissed: () => heard.push('missed'),
  });
  const hear = (...messages: readonly (ReturnType<typeof tell> | ReturnType<typeof tick>)[]): void => {
    for (const message of messages) following.hear('b', message);
  };
  following.begin('b');
  return { clock, heard, following, hear };
}

describe('the messages of another server', () => {
  it('are of no use before it is known to be there, and after it is gone', () => {
    const { heard, following, hear } = follow();
    following.end('b');
    hear(tell(1));
    expect(heard).toEqual([]);
  });

  it('are heard in their order, from whichever comes first', () => {
    const { clock, heard, hear } = follow();
    hear(tell(7), tell(8), tick(8), tell(9), tell(9), tell(6));
    clock.advance(LATE_MS);
    expect(heard).toEqual(['r7', 'r8', 'r9']);
    expect(clock.timers).toBe(0);
  });

  it('are heard in their order also when one overtakes another', () => {
    const { clock, heard, hear } = follow();
    hear(tell(1), tell(4), tick(4), tell(2));
    expect(heard).toEqual(['r1', 'r2']);
    // Each that comes gives the others time.
    clock.advance(LATE_MS - 1);
    hear(tell(5), tell(3));
    clock.advance(LATE_MS);
    expect(heard).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
    expect(clock.timers).toBe(0);
  });

  it('show that one is missing, by the next one or by the number alone', () => {
    const { clock, heard, hear } = follow();
    hear(tell(1), tell(3));
    expect(heard).toEqual(['r1']);
    clock.advance(LATE_MS);
    expect(heard.splice(0)).toEqual(['r1', 'r3', 'missed']);
    hear(tell(2), tick(5));
    clock.advance(LATE_MS);
    expect(heard.splice(0)).toEqual(['missed']);
    hear(tell(6));
    expect(heard).toEqual(['r6']);
  });

  it('wait for an earlier one only as long as they are few', () => {
    const { heard, hear } = follow();
    hear(tell(1));
    for (let seq = 3; seq <= 103; seq += 1) hear(tell(seq));
    expect(heard).toHaveLength(103);
    expect(heard.at(-1)).toBe('missed');
  });

  it('show that the server was started again under the same name', () => {
    const { heard, hear } = follow();
    hear(tell(9), tell(1, 's'), tell(2, 's'));
    expect(heard).toEqual(['r9', 's1', 'missed', 's2']);
  });

  it('leave no timer when nobody follows them any more', () => {
    const { clock, heard, following, hear } = follow();
    hear(tell(1), tell(3));
    following.close();
    expect(clock.timers).toBe(0);
    expect(heard).toEqual(['r1']);
  });
});
