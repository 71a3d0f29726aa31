import { writeFileSync } from 'node:fs';
import { seeded } from '../../app/server/test/support/seeded.ts';
import { quantile } from '../cost/report/statistics.ts';
import { readConstants } from './model/constants.ts';
import type { Constants } from './model/constants.ts';
import { useOf } from './model/design.ts';
import { LOAD } from './model/load.ts';
import { cells } from './model/plan.ts';
import { simulateCluster } from './simulation/cluster.ts';
import type { Outcome, Simulation } from './simulation/cluster.ts';

const CONNECTIONS = 1_000_000;
const CALM_SECONDS = 10;
const RECOVERY_SECONDS = 20;

export interface SimulationResult {
  readonly connections: number;
  readonly cells: number;
  readonly nodes: number;
  readonly connectionsOfServer: number;
  /** Shares of a core: by the arithmetic, and as simulated the mean and the busiest server. */
  readonly utilisation: { readonly arithmetic: number; readonly mean: number; readonly busiest: number };
  /** Milliseconds that requests waited for their turn. */
  readonly waitMs: { readonly p50: number; readonly p99: number };
  readonly serverDies: Recovery;
  readonly everybodyIsCut: Recovery;
}

export interface Recovery {
  readonly connections: number;
  /** Seconds until so many were back. */
  readonly p50: number;
  readonly all: number;
  /** Messages on the bus of the cell: by the arithmetic before, and in the fullest second. */
  readonly messages: number;
  readonly peakMessages: number;
}

/** A million connections in cells; something happens to one of them. The same numbers at every run. */
export function simulate(constants: Constants, seed = 1): SimulationResult {
  const random = seeded(seed);
  const split = cells({ load: LOAD, constants }, CONNECTIONS);
  const setting = {
    design: 'redis' as const,
    connections: split.connectionsEach,
    nodes: split.nodesEach,
    load: LOAD,
    constants,
  };
  const messages = useOf(setting).messages;
  const run = (outage: Simulation['outage'], seconds = CALM_SECONDS + RECOVERY_SECONDS): Outcome =>
    simulateCluster({ ...setting, seconds, random, outage });
  const calm = Array.from({ length: split.cells - 2 }, () => run(null, CALM_SECONDS));
  const dies = run({ atSecond: CALM_SECONDS, nodes: 1 });
  const cut = run({ atSecond: CALM_SECONDS, nodes: 'all' });
  const all = [...calm, dies, cut];
  const utilisations = all.flatMap(({ utilisation }) => utilisation);
  const waits = all.flatMap((outcome) => outcome.waits);
  return {
    connections: CONNECTIONS,
    cells: split.cells,
    nodes: split.cells * split.nodesEach,
    connectionsOfServer: Math.round(split.connectionsEach / split.nodesEach),
    utilisation: {
      arithmetic: split.each.node,
      mean: utilisations.reduce((sum, value) => sum + value, 0) / utilisations.length,
      busiest: Math.max(...utilisations),
    },
    waitMs: { p50: 1_000 * quantile(waits, 0.5), p99: 1_000 * quantile(waits, 0.99) },
    serverDies: recoveryOf(dies, messages),
    everybodyIsCut: recoveryOf(cut, messages),
  };
}

function recoveryOf({ back, peakMessages }: Outcome, messages: number): Recovery {
  return {
    connections: back.length,
    p50: quantile(back, 0.5),
    all: Math.max(...back.slice(-1), quantile(back, 1)),
    messages,
    peakMessages,
  };
}

/** Writes what the page quotes. */
export function keepSimulation(): SimulationResult {
  const result = simulate(readConstants());
  writeFileSync(
    new URL('../results/simulation.json', import.meta.url),
    `${JSON.stringify(result, null, 2)}\n`,
  );
  return result;
}
