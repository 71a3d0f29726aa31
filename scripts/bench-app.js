import { spawnSync } from 'node:child_process';
import { buildWorkspaces } from './support/build-workspaces.js';
import { noteLoad } from './support/note-load.js';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';

requireNode();
noteLoad();
// A benchmark of the app, on servers as people run them.
const [entry, ...args] = process.argv.slice(2);
const needsBuild = !args.includes('--page');
if (needsBuild) buildWorkspaces(['library', 'contract', 'server', 'bench']);
const loader = ['--conditions=roomkey-source', '--import=tsx'];
const { status } = spawnSync(process.execPath, [...loader, `bench/${entry}.ts`, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
