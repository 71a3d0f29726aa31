import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { loadEnv } from './support/load-env.js';
import { requireNode } from './support/require-node.js';
import { root } from './support/root.js';

requireNode();
loadEnv();
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
const options = ['watch', '--clear-screen=false', '--conditions=roomkey-source'];
const child = spawn(process.execPath, [tsx, ...options, join(root, 'app/server/src/dev.ts')], {
  stdio: 'inherit',
});
// Ctrl-C reaches the whole group by itself; this process ends after the child, with its code.
process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 0));
