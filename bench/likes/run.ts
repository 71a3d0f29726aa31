import { databaseKinds, openLikeBoard } from './boards.ts';
import type { DatabaseKind, LikeBoard } from './boards.ts';
import { eachAlone, inGroups } from './writers.ts';
import type { WriteLike } from './writers.ts';

const FANS = 400;
const CROWD = 100_000;
const MS_TO_US = 1000;
const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 4 : 12;
const ONE_BY_ONE = 100;

interface Cost {
  /** Milliseconds from the first like to the last answer, for each like. */
  readonly wall: number;
  /** Milliseconds of this process for each like; PGlite runs in it, PostgreSQL does not. */
  readonly cpu: number;
}

interface Row {
  readonly measured: string;
  readonly ours: readonly Cost[];
  readonly control: readonly Cost[];
}

for (const kind of await databaseKinds()) console.log(`\n${await measureOn(kind)}\n`);

async function measureOn(kind: DatabaseKind): Promise<string> {
  await using database = await kind.create();
  await using board = await openLikeBoard(database, FANS);
  const [empty, crowded] = [await board.post(0), await board.post(CROWD)];
  const [groups, alone] = [inGroups(board.db), eachAlone(board.db)];
  const burstOf = (write: WriteLike, postId: string) => () => burst(board, write, postId);
  const singles = (postId: string) => () => oneByOne(board, groups, postId);
  const rows: readonly Row[] = [
    {
      measured: `${FANS} likes at once: in groups ÷ each alone`,
      ...(await compare(burstOf(groups, empty), burstOf(alone, empty))),
    },
    {
      measured: `${FANS} likes at once: ${CROWD.toLocaleString('en')} likes ÷ none`,
      ...(await compare(burstOf(groups, crowded), burstOf(groups, empty))),
    },
    {
      measured: `one like after the other: ${CROWD.toLocaleString('en')} likes ÷ none`,
      ...(await compare(singles(crowded), singles(empty))),
    },
  ];
  return table(kind.name, rows);
}

/** In turns, so that what else the machine does falls on both; the first of each only warms up. */
async function compare(ours: () => Promise<Cost>, control: () => Promise<Cost>) {
  const costs = { ours: [] as Cost[], control: [] as Cost[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const sides = [
      () => ours().then((cost) => costs.ours.push(cost)),
      () => control().then((cost) => costs.control.push(cost)),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  return { ours: costs.ours.slice(1), control: costs.control.slice(1) };
}

/** Everybody likes at once; that they take it back is not measured. */
async function burst({ people }: LikeBoard, write: WriteLike, postId: string): Promise<Cost> {
  const all = (liked: boolean): Promise<unknown> =>
    Promise.all(people.map((actor) => write({ postId, actor, liked })));
  const cost = await costOf(people.length, () => all(true));
  await all(false);
  return cost;
}

async function oneByOne({ people }: LikeBoard, write: WriteLike, postId: string): Promise<Cost> {
  const fans = people.slice(0, ONE_BY_ONE);
  const cost = await costOf(fans.length, async () => {
    for (const actor of fans) await write({ postId, actor, liked: true });
  });
  await Promise.all(fans.map((actor) => write({ postId, actor, liked: false })));
  return cost;
}

async function costOf(likes: number, work: () => Promise<unknown>): Promise<Cost> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - startedAt) / likes, cpu: (user + system) / MS_TO_US / likes };
}

function table(database: string, rows: readonly Row[]): string {
  const head = [database, 'time', 'CPU', 'likes a second', 'CPU of a like, µs'];
  const cells = rows.map(({ measured, ours, control }) => [
    measured,
    ratio(ours, control, 'wall'),
    ratio(ours, control, 'cpu'),
    [ours, control].map((costs) => Math.round(1000 / median(costs.map(({ wall }) => wall)))).join(' beside '),
    [ours, control]
      .map((costs) => Math.round(MS_TO_US * median(costs.map(({ cpu }) => cpu))))
      .join(' beside '),
  ]);
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Round by round: the median, and the least and the greatest. */
function ratio(ours: readonly Cost[], control: readonly Cost[], metric: keyof Cost): string {
  const ratios = ours.map((cost, round) => cost[metric] / (control[round]?.[metric] ?? NaN));
  const [least, greatest] = [Math.min(...ratios), Math.max(...ratios)];
  return `**${median(ratios).toFixed(2)}** (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
