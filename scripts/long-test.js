import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';

requireNode();

// The whole of a test of which CI runs a slice: `fuzz` or `churn`.
const [name, ...args] = process.argv.slice(2);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const file = `packages/roomkey/test/security/${name}.test.ts`;
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'integration', '--reporter=verbose', file, ...args],
  { cwd: root, stdio: 'inherit', env: { ...process.env, [name.toUpperCase()]: 'long' } },
);
process.exit(status ?? 1);
