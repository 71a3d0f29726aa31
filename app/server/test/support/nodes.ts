import { once } from 'node:events';
import { join } from 'node:path';
import { createBoard } from '../../src/app.ts';
import { readEnv } from '../../src/env.ts';
import { testLogger } from './logs.ts';
import { runProgram, serverFolder, urlOf } from './process.ts';

/** One of the servers of a board. */
export interface BoardNode {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** With `BOARD_NODES=processes` each is a process of its own, which takes longer; else all are in this one. */
export async function startNodes(
  variables: Readonly<Record<string, string>>,
  count: number,
): Promise<readonly [BoardNode, ...BoardNode[]]> {
  const start = count > 1 && process.env['BOARD_NODES'] === 'processes' ? startProcess : startHere;
  const [first, ...others] = await Promise.all(Array.from({ length: count }, () => start(variables)));
  if (first === undefined) throw new RangeError('A board has one node at least.');
  return [first, ...others];
}

async function startHere(variables: Readonly<Record<string, string>>): Promise<BoardNode> {
  const board = await createBoard({ env: readEnv(variables), logger: testLogger() });
  return { url: await board.listen(), close: board.close };
}

async function startProcess(variables: Readonly<Record<string, string>>): Promise<BoardNode> {
  const child = runProgram(join(serverFolder, 'src/main.ts'), variables);
  return {
    url: await urlOf(child),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
    },
  };
}
