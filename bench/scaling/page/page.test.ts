import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConstants } from '../model/constants.ts';
import { LOAD } from '../model/load.ts';
import { cells } from '../model/plan.ts';
import { blocksOf, readResults } from './blocks.ts';
import { withBlocks } from './rewrite.ts';

const page = readFileSync(new URL('../../../docs/scaling.md', import.meta.url), 'utf8');
const results = readResults();
const blocks = blocksOf(results);

/** However wide the columns are. */
const narrow = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();

function blockOf(name: string): string {
  const [, rest = ''] = page.split(`<!-- ${name} -->`);
  const [block = ''] = rest.split(`<!-- /${name} -->`);
  return narrow(block);
}

it.each(Object.keys(blocks))('docs/scaling.md quotes the kept results: %s', (name) => {
  expect(blockOf(name)).toBe(narrow(blocks[name] ?? ''));
});

it('the kept simulation is of what was measured last', () => {
  const { connections, utilisation, nodes } = results.simulation;
  const split = cells({ load: LOAD, constants: readConstants() }, connections);
  expect(utilisation.arithmetic).toBeCloseTo(split.each.node, 10);
  expect(nodes).toBe(split.cells * split.nodesEach);
  expect(Math.abs(utilisation.mean / utilisation.arithmetic - 1)).toBeLessThan(0.05);
});

it('what has no place on the page is not lost without a word', () => {
  expect(() => withBlocks(page, { nowhere: 'text' })).toThrow('nowhere');
});
