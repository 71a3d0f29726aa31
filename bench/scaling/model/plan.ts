import { DATABASE_CORES, TARGET, useOf } from './design.ts';
import type { DesignName, Setting, Use } from './design.ts';
import type { Constants } from './constants.ts';
import type { Load } from './load.ts';
import { ratesOf } from './load.ts';

export type Part = 'servers' | 'Redis' | 'notifications' | 'database';

export interface Question {
  readonly design: DesignName;
  readonly load: Load;
  readonly constants: Constants;
}

export interface Plan {
  /** Null: no number of servers is enough. */
  readonly nodes: number | null;
  /** With that number, or where no number is enough with very many. */
  readonly use: Use;
  /** What has more to do than it should. */
  readonly over: readonly Part[];
}

/** Above this, more servers help no further. */
const MOST_NODES = 4_096;

/** The fewest servers that have no more to do than they should. */
export function plan(question: Question, connections: number): Plan {
  const most = question.design === 'embedded' ? 1 : MOST_NODES;
  const useWith = (nodes: number): Use => useOf({ ...question, connections, nodes });
  const isEnough = (nodes: number): boolean => useWith(nodes).node <= TARGET;
  const nodes = isEnough(most) ? leastWhere(isEnough, most) : null;
  const use = useWith(nodes ?? most);
  return { nodes, use, over: overOf(use) };
}

function overOf(use: Use): readonly Part[] {
  const over: Part[] = [];
  if (use.node > TARGET) over.push('servers');
  if (use.redis > TARGET) over.push('Redis');
  if (use.notify > TARGET) over.push('notifications');
  if (use.database > TARGET * DATABASE_CORES) over.push('database');
  return over;
}

export interface Break {
  readonly part: Part;
  /** Connections that it still bears. */
  readonly connections: number;
}

const MOST_CONNECTIONS = 2 ** 24;

/** What each part bears, the first to break first; parts that bear more than anybody has are left out. */
export function breaks(question: Question): readonly Break[] {
  const parts: readonly Part[] = ['servers', 'Redis', 'notifications', 'database'];
  return parts
    .map((part) => {
      const isOver = (connections: number): boolean => plan(question, connections).over.includes(part);
      return { part, connections: leastWhere(isOver, MOST_CONNECTIONS) - 1 };
    })
    .filter(({ connections }) => connections < MOST_CONNECTIONS - 1)
    .toSorted((a, b) => a.connections - b.connections);
}

/**
 * Where all servers hear everything, what they hear of others alone fills them: beyond this many connections no
 * number of servers is enough.
 */
export function mostConnections(load: Load, { hear }: Constants): number {
  const { wide, narrow, presence } = ratesOf(load);
  const heardOfOne = (wide * hear.redisAll + narrow * hear.redisRoom + presence * hear.presence) * 1e-6;
  return TARGET / heardOfOne;
}

/** The least whole number from 1 on for which it holds; `most` when it holds for none. What holds goes on to hold. */
export function leastWhere(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface Cells {
  readonly cells: number;
  readonly nodesEach: number;
  readonly connectionsEach: number;
  readonly each: Use;
}

const NODES_OF_CELL = 8;

/** Independent clusters with Redis, as large as eight servers make them. */
export function cells(question: Omit<Question, 'design'>, connections: number): Cells {
  const inCell = (size: number): Setting => ({
    ...question,
    design: 'redis',
    connections: size,
    nodes: NODES_OF_CELL,
  });
  const isFull = (size: number): boolean => useOf(inCell(size)).node > TARGET;
  const size = leastWhere(isFull, MOST_CONNECTIONS) - 1;
  const count = Math.ceil(connections / size);
  const connectionsEach = Math.ceil(connections / count);
  const { nodes, use } = plan({ ...question, design: 'redis' }, connectionsEach);
  return { cells: count, nodesEach: nodes ?? NODES_OF_CELL, connectionsEach, each: use };
}
