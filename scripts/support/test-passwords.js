import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

const FOLDERS = ['app/server/test', 'app/server/src/seed', 'app/e2e', 'packages/roomkey/test'];
const DECLARATION = /PASSWORD = '([^']+)'/g;

/** Every password that a test or the demo gives to its people, from where it is declared. */
export function testPasswords() {
  const sources = FOLDERS.flatMap((folder) => sourcesIn(join(root, folder)));
  const declared = sources.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(DECLARATION)]);
  return [...new Set(declared.map(([, password]) => password))];
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
