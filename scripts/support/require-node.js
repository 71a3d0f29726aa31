import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

const NEEDED = [20, 19];

/** Ends the process with one sentence when Node is too old or the packages are not there. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    fail(
      `Node ${NEEDED.join('.')} or newer is needed; this is ${process.versions.node}. See https://nodejs.org`,
    );
  }
  if (!existsSync(join(root, 'node_modules'))) fail('The packages are missing: run npm ci first.');
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
