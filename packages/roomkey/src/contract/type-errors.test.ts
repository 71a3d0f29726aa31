import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));

const room = `rooms: { post: { params: { postId: z.string() }, allow: 'user' } }`;
const data = `z.object({ text: z.string() })`;

/** A wrong contract, and the sentence that whoever wrote it must be shown. */
const wrong = {
  'room-without-allow': {
    contract: `rooms: { post: { params: { postId: z.string() } } }, requests: {}, events: {}`,
    sentence: 'Every room says who may join it: set "allow" to "anyone", "user" or { role }.',
  },
  'request-without-allow': {
    contract: `${room}, requests: { like: { room: 'post' } }, events: {}`,
    sentence: 'Every request says who may send it: set "allow" to "anyone", "user", "member" or { role }.',
  },
  'members-of-no-room': {
    contract: `${room}, requests: { typing: { allow: 'member' } }, events: {}`,
    sentence: 'A request for members says of which room: set "room".',
  },
  'request-about-unknown-room': {
    contract: `${room}, requests: { like: { room: 'wall', allow: 'user' } }, events: {}`,
    sentence: 'This contract has no room "wall".',
  },
  'event-for-unknown-room': {
    contract: `${room}, requests: {}, events: { said: { room: ['post', 'hall'], data: ${data} } }`,
    sentence: 'This contract has no room "hall".',
  },
};
const right = `${room}, requests: { like: { room: 'post', allow: 'user' } }, events: {}`;

const source = (contract: string): string => `
  import { z } from 'zod';
  import { defineContract } from '../../src/contract/index.ts';
  export const contract = defineContract({ ${contract} });
`;

let folder: string;
let output: string;

beforeAll(() => {
  mkdirSync(join(packageFolder, 'node_modules'), { recursive: true });
  folder = mkdtempSync(join(packageFolder, 'node_modules', '.type-errors-'));
  const contracts = {
    right,
    ...Object.fromEntries(Object.entries(wrong).map(([name, { contract }]) => [name, contract])),
  };
  for (const [name, contract] of Object.entries(contracts)) {
    writeFileSync(join(folder, `${name}.ts`), source(contract));
  }
  const files = Object.keys(contracts).map((name) => `${name}.ts`);
  const config = { extends: '../../tsconfig.json', include: [], files };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder], {
    cwd: packageFolder,
    encoding: 'utf8',
  });
  output = stdout + stderr;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler says of one file. */
function complaints(name: string): string {
  const mark = `${basename(folder)}/${name}.ts(`;
  return output
    .split(/^(?=\S)/m)
    .filter((message) => message.includes(mark))
    .join('');
}

describe('the compiler', () => {
  it.each(Object.entries(wrong))('explains a %s in a sentence', (name, { sentence }) => {
    expect(complaints(name)).toContain(sentence.replaceAll('"', String.raw`\"`));
  });

  it('says nothing of a right contract', () => {
    expect(complaints('right')).toBe('');
  });
});
