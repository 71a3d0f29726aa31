import { buildWorkspaces } from './support/build-workspaces.js';
import { loadEnv } from './support/load-env.js';
import { requireNode } from './support/require-node.js';

requireNode();
loadEnv();
buildWorkspaces(['library', 'contract', 'server']);
await import('../app/server/dist/cli/main.js');
