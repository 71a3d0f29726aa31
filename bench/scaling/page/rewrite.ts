import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { blocksOf, readResults } from './blocks.ts';
import { keepSimulation } from '../simulate.ts';

const PAGE = fileURLToPath(new URL('../../../docs/scaling.md', import.meta.url));

/** Runs the simulation with what was measured last, and writes the figures of the page anew. */
export async function rewritePage(): Promise<void> {
  keepSimulation();
  const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
  writeFileSync(PAGE, await format(withBlocks(readFileSync(PAGE, 'utf8'), blocksOf(readResults())), options));
}

/** @throws TypeError when the page has no place for a block */
export function withBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new TypeError(`The page has no place for ${name}.`);
    return text.replace(place, (_, before: string, after: string) => `${before}\n${block}\n\n${after}`);
  }, page);
}
