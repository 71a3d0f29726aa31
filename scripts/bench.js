import { buildWorkspaces } from './support/build-workspaces.js';
import { noteLoad } from './support/note-load.js';
import { requireNode } from './support/require-node.js';

requireNode();
noteLoad();
// What users get is measured: every subject runs the JavaScript that is built, and none a loader.
buildWorkspaces(['library', 'contract', 'server', 'bench']);
await import('../bench/dist/cost/main.js');
