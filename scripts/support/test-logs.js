import { join } from 'node:path';
import { root } from './root.js';

/** Where servers under test write what they log, when `BOARD_TEST_LOGS` says so. */
export const testLogs = join(root, '.logs');
