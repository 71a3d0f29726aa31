import { describe, expect, it } from 'vitest';
import { createFakeClock } from './index.ts';

describe('a fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = createFakeClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(500);
    expect(clock.now()).toBe(1500);
  });

  it('runs what falls due, in the order of time, at its time', () => {
    const clock = createFakeClock(0);
    const ran: [string, number][] = [];
    const run = (name: string) => () => ran.push([name, clock.now()]);
    clock.setTimeout(run('late'), 300);
    clock.setTimeout(run('early'), 100);
    clock.setTimeout(run('never'), 301);
    clock.advance(300);
    expect(ran).toEqual([
      ['early', 100],
      ['late', 300],
    ]);
    expect(clock.timers).toBe(1);
  });

  it('runs what a timer sets, if that falls due too', () => {
    const clock = createFakeClock(0);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.now());
      clock.setTimeout(again, 100);
    };
    clock.setTimeout(again, 100);
    clock.advance(350);
    expect(ran).toEqual([100, 200, 300]);
  });

  it('does not run what was cleared', () => {
    const clock = createFakeClock(0);
    const ran: string[] = [];
    const cleared = clock.setTimeout(() => ran.push('cleared'), 200);
    clock.setTimeout(() => clock.clearTimeout(cleared), 100);
    clock.clearTimeout(undefined);
    clock.advance(500);
    expect(ran).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('jumps without running anything; what was due then runs late', () => {
    const clock = createFakeClock(0);
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(clock.now()), 100);
    clock.jump(1000);
    expect(ran).toEqual([]);
    clock.advance(0);
    expect(ran).toEqual([1000]);
  });
});
