import { parseArgs } from 'node:util';

export interface ChaosOptions {
  readonly people: number;
  readonly posts: number;
  readonly requestsPerSecond: number;
  readonly nodes: number;
  readonly bus: 'redis' | 'postgres';
  readonly seed: number;
  /** How often a server is killed. */
  readonly kills: number;
  /** Only faults whose name contains one of these. */
  readonly only: readonly string[];
}

const LONG_KILLS = 20;

export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string', default: '200' },
      posts: { type: 'string', default: '50' },
      rate: { type: 'string', default: '120' },
      nodes: { type: 'string', default: '3' },
      bus: { type: 'string', default: 'redis' },
      seed: { type: 'string', default: '1' },
      kills: { type: 'string', default: process.env['CHAOS'] === 'long' ? `${LONG_KILLS}` : '1' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    people: Number(values.people),
    posts: Number(values.posts),
    requestsPerSecond: Number(values.rate),
    nodes: Number(values.nodes),
    bus: values.bus === 'postgres' ? 'postgres' : 'redis',
    seed: Number(values.seed),
    kills: Number(values.kills),
    only: values.only,
  };
}
