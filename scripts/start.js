import { buildWorkspaces } from './support/build-workspaces.js';
import { loadEnv } from './support/load-env.js';
import { requireNode } from './support/require-node.js';

requireNode();
loadEnv();
process.env.NODE_ENV ??= 'production';
buildWorkspaces(['library', 'contract', 'server', 'web']);
await import('../app/server/dist/main.js');
