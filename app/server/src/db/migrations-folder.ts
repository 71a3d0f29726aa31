import { fileURLToPath } from 'node:url';

/** The same folder from `src/db` and from `dist/db`. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
