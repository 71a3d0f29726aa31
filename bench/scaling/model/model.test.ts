import { expect, it } from 'vitest';
import type { Constants } from './constants.ts';
import { TARGET, useOf } from './design.ts';
import type { Setting } from './design.ts';
import type { Load } from './load.ts';
import { breaks, cells, leastWhere, mostConnections, plan } from './plan.ts';

const NOTHING = {
  token: 0,
  handshake: 0,
  join: 0,
  view: 0,
  typing: 0,
  like: 0,
  unlike: 0,
  comment: 0,
  leave: 0,
};

/** Round numbers, so that each result can be reckoned by hand. */
const constants: Constants = {
  app: { ...NOTHING, like: 1_000 },
  database: { ...NOTHING, like: 2_000 },
  transactions: { ...NOTHING, like: 1 },
  delivery: 10,
  ping: 0,
  lookUp: { app: 0, database: 1, together: 500 },
  hear: { redisRoom: 1, redisAll: 10, sharded: 0, postgres: 40, presence: 20 },
  redis: { message: 1, hearer: 0.5 },
  notify: { message: 50, hearer: 25 },
  notifiesPerSecond: 5_000,
  connectionBytes: 20_000,
  serverBytes: 100_000_000,
};
/** One like of everybody in 100 seconds, heard by ten. */
const load: Load = {
  members: 10,
  views: 0,
  likes: 0.01,
  comments: 0,
  typing: 0,
  reconnects: 0,
  tokens: 0,
  presenceSeconds: 0.25,
  sweepSeconds: 5,
  pingSeconds: 25,
};
const setting: Setting = { design: 'redis', connections: 10_000, nodes: 2, load, constants };

it('adds up what a server does', () => {
  const use = useOf(setting);
  // 5,000 connections × 0.01 likes × 1 ms
  expect(use.asked).toBeCloseTo(0.05);
  // 100 likes a second to ten members each, half of them here, at 10 µs
  expect(use.delivered).toBeCloseTo(0.005);
  // the other server's 50 likes a second, at 10 µs
  expect(use.heard).toBeCloseTo(0.0005);
  expect(use.node).toBeCloseTo(0.0555);
  expect(use.messages).toBeCloseTo(100);
  expect(use.messagesToEach).toBeCloseTo(50);
  expect(use.memory).toBe(200_000_000);
});

it('adds up who comes and goes: every member is told, and servers tell each other four times a second', () => {
  // 100 people a second open a post and leave another one, and nothing else; 50 of them on each server
  const use = useOf({ ...setting, load: { ...load, likes: 0, views: 0.01 } });
  // 100 views told to ten members and 200 changes, half of them here, at 10 µs
  expect(use.delivered).toBeCloseTo(0.015);
  // the other server's 50 views at 10 µs and 100 changes at 20 µs
  expect(use.heard).toBeCloseTo(0.0025);
  // 100 views, and four messages of each server
  expect(use.messages).toBeCloseTo(108);
  // 500 changes are all that fits into a message
  const crowded = useOf({ ...setting, connections: 1_000_000, load: { ...load, likes: 0, views: 0.01 } });
  expect(crowded.messages).toBeCloseTo(10_000 + 20_000 / 500);
  // nobody waits for others where nobody comes
  const quiet = useOf({ ...setting, connections: 100, load: { ...load, likes: 0, views: 0.01 } });
  expect(quiet.messages).toBeCloseTo(1 + 2);
});

it('adds up what the carriers and the database do', () => {
  // 100 messages at 1 µs, and 0.5 µs for the one other server
  expect(useOf(setting).redis).toBeCloseTo(100 * 1.5e-6);
  // 100 likes at 2 ms, and 2,000 look-ups at 1 µs
  expect(useOf(setting).database).toBeCloseTo(0.202);
  // 100 likes, and four queries of 500 look-ups
  expect(useOf(setting).transactions).toBeCloseTo(104);

  const alone = useOf({ ...setting, design: 'postgres' });
  expect(alone.redis).toBe(0);
  expect(alone.notify).toBeCloseTo(100 / 5_000);
  expect(alone.database).toBeCloseTo(0.202 + 100 * 75e-6);
  expect(alone.transactions).toBeCloseTo(204);
});

it('puts the database into the process where it is embedded', () => {
  const use = useOf({ ...setting, design: 'embedded', nodes: 1 });
  expect(use.asked).toBeCloseTo(0.1 + 0.202);
  expect(use.messages).toBe(0);
  expect(use.database).toBe(0);
});

it('lets only servers with members hear where each room has a channel', () => {
  const everywhere = useOf({ ...setting, nodes: 100 });
  const somewhere = useOf({ ...setting, nodes: 100, design: 'sharded' });
  // ten members on at most ten of a hundred servers
  expect(somewhere.heard / everywhere.heard).toBeCloseTo(1 - 0.99 ** 10);
});

it('plans the fewest servers that are enough', () => {
  const { nodes, use } = plan({ design: 'redis', load, constants }, 1_000_000);
  const fewer = useOf({ ...setting, connections: 1_000_000, nodes: (nodes ?? 0) - 1 });
  expect(use.node).toBeLessThanOrEqual(TARGET);
  expect(fewer.node).toBeGreaterThan(TARGET);
});

it('knows how many are too many for any number of servers', () => {
  // 0.6 s / (0.01 × 10 µs)
  expect(mostConnections(load, constants)).toBeCloseTo(6_000_000);
  expect(plan({ design: 'redis', load, constants }, 5_000_000).nodes).not.toBeNull();
  expect(plan({ design: 'redis', load, constants }, 6_100_000).nodes).toBeNull();
});

it('says what breaks first', () => {
  const question = { design: 'postgres' as const, load, constants };
  const [first] = breaks(question);
  // 0.6 × 5,000 notifications a second are 300,000 connections that like every 100 s
  expect(first).toEqual({ part: 'notifications', connections: 300_000 });
});

it('makes cells that are no fuller than they should be', () => {
  const split = cells({ load, constants }, 1_000_000);
  expect(split.cells * split.connectionsEach).toBeGreaterThanOrEqual(1_000_000);
  expect(split.each.node).toBeLessThanOrEqual(TARGET);
});

it('finds the least number for which something holds', () => {
  expect(leastWhere((value) => value >= 17, 1_000)).toBe(17);
  expect(leastWhere(() => true, 1_000)).toBe(1);
  expect(leastWhere(() => false, 1_000)).toBe(1_000);
});
