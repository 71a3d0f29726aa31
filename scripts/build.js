import { buildWorkspaces } from './support/build-workspaces.js';
import { requireNode } from './support/require-node.js';

requireNode();
buildWorkspaces(['library', 'contract', 'server', 'web']);
