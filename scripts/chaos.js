import { spawnSync } from 'node:child_process';
import { buildWorkspaces } from './support/build-workspaces.js';
import { noteLoad } from './support/note-load.js';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';

requireNode();
noteLoad();
// `chaos` or `soak`, on servers as people run them.
const [entry, ...args] = process.argv.slice(2);
buildWorkspaces(['library', 'contract', 'server', ...(entry === 'soak' ? ['bench'] : [])]);
const loader = ['--conditions=roomkey-source', '--import=tsx'];
const main = `bench/chaos/${entry}.ts`;
const { status } = spawnSync(process.execPath, [...loader, main, ...args], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
