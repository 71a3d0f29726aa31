import { describe, expect, it } from 'vitest';
import { seeded } from '../../../app/server/test/support/seeded.ts';
import { readConstants } from '../model/constants.ts';
import { useOf } from '../model/design.ts';
import { LOAD } from '../model/load.ts';
import { simulateCluster } from './cluster.ts';
import type { Simulation } from './cluster.ts';
import { createComings } from './comings.ts';
import { createQueue } from './queue.ts';
import { roomSizes } from './rooms.ts';

const TOLERANCE = 0.05;

const setting: Simulation = {
  design: 'redis',
  connections: 20_000,
  nodes: 4,
  load: LOAD,
  constants: readConstants(),
  seconds: 10,
  random: seeded(1),
  outage: null,
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the simulation', () => {
  it('agrees with the arithmetic', () => {
    const { utilisation, peakMessages } = simulateCluster(setting);
    const use = useOf(setting);
    expect(Math.abs(mean(utilisation) / use.node - 1)).toBeLessThan(TOLERANCE);
    expect(peakMessages).toBeGreaterThan(use.messages);
    expect(peakMessages).toBeLessThan(use.messages * 1.5);
  });

  it('brings back everybody whose server died', () => {
    const { back } = simulateCluster({ ...setting, random: seeded(2), outage: { atSecond: 5, nodes: 1 } });
    expect(back).toHaveLength(5_000);
    // The client waits for half a second at least.
    expect(Math.min(...back)).toBeGreaterThan(0.5);
  });

  it('brings back everybody who was cut, as fast as the servers are', () => {
    const seconds = 25;
    const { back } = simulateCluster({
      ...setting,
      seconds,
      random: seeded(3),
      outage: { atSecond: 5, nodes: 'all' },
    });
    const { app, hear } = setting.constants;
    const share = setting.connections / setting.nodes;
    const work = share * (app.handshake + app.join + (setting.nodes - 1) * hear.presence) * 1e-6;
    expect(back).toHaveLength(20_000);
    // Those that are back already act again.
    expect(Math.max(...back)).toBeGreaterThan(work);
    expect(Math.max(...back)).toBeLessThan(0.5 + work / (1 - useOf(setting).node));
  });
});

describe('its parts', () => {
  it('a queue does one thing after the other', () => {
    const queue = createQueue();
    expect(queue.add(1, 2)).toBe(3);
    expect(queue.add(2, 1)).toBe(4);
    expect(queue.wait(2)).toBe(2);
    expect(queue.add(10, 1)).toBe(11);
    expect(queue.work()).toBe(4);
  });

  it('rooms have the mean that is asked for, and a few are very large', () => {
    const { take } = roomSizes(50, 20_000, seeded(4));
    const sizes = Array.from({ length: 400_000 }, take);
    expect(Math.abs(mean(sizes) / 50 - 1)).toBeLessThan(TOLERANCE);
    expect(sizes.filter((size) => size < 50).length / sizes.length).toBeGreaterThan(0.7);
    expect(sizes.some((size) => size > 5_000)).toBe(true);
  });

  it('who comes back comes in the order of time, who has to wait again too', () => {
    const times = [3, 1, 2].values();
    const comings = createComings(3, () => times.next().value ?? 0);
    const came: number[] = [];
    comings.until(2, (at) => {
      came.push(at);
      if (at === 1) comings.add(2.5, 2);
    });
    expect(came).toEqual([1, 2]);
    comings.until(9, (at, failures) => came.push(at, failures));
    expect(came).toEqual([1, 2, 2.5, 2, 3, 1]);
  });
});
