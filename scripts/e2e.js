import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildWorkspaces } from './support/build-workspaces.js';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';

requireNode();

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];
const chromium = CANDIDATES.find((path) => path !== undefined && existsSync(path));

if (chromium === undefined) {
  process.stdout.write('Skipped: the end-to-end tests need Chromium; install it or set CHROMIUM_PATH.\n');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}

buildWorkspaces(['library', 'contract', 'server', 'web']);
const playwright = join(root, 'node_modules/@playwright/test/cli.js');
const { status } = spawnSync(process.execPath, [playwright, 'test', ...process.argv.slice(2)], {
  cwd: join(root, 'app/e2e'),
  stdio: 'inherit',
  env: { ...process.env, CHROMIUM_PATH: chromium },
});
process.exit(status ?? 1);
