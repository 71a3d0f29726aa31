import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';
import { testLogs } from './support/test-logs.js';

requireNode();

/** In order of cost: what fails soonest is asked first. */
const STEPS = [
  'typecheck',
  'lint',
  'check:boundaries',
  'test:unit',
  'test:integration',
  'check:package',
  'test:e2e',
  'check:logs',
];

// Servers under test log everything there is, for `check:logs` to look through.
rmSync(testLogs, { recursive: true, force: true });
mkdirSync(testLogs);
const env = { ...process.env, BOARD_TEST_LOGS: testLogs };

const npm = process.env.npm_execpath;
for (const step of STEPS) {
  process.stdout.write(`\n── ${step}\n`);
  const startedAt = Date.now();
  const command =
    npm === undefined
      ? ['npm', ['run', '--silent', step]]
      : [process.execPath, [npm, 'run', '--silent', step]];
  const { status } = spawnSync(...command, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) {
    process.stdout.write(`\n${step} failed.\n`);
    process.exit(status ?? 1);
  }
  process.stdout.write(`── ${step}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
process.stdout.write('\nAll checks passed.\n');
