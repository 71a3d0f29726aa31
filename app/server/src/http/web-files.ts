import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router, static as serveStatic } from 'express';
import type { RequestHandler } from 'express';

/** The built web client; the same place from `src/http` and from `dist/http`. */
export const WEB_DIST = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/** Serves the built client: hashed files for good, and the page itself, always fresh, for every other path. */
export function serveWebFiles(directory: string): RequestHandler {
  const router = Router();
  router.use(
    '/assets',
    serveStatic(join(directory, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(serveStatic(directory, { index: false, maxAge: 0 }));
  router.get('/{*path}', (_request, response) => {
    response.set('Cache-Control', 'no-cache');
    if (existsSync(join(directory, 'index.html')))
      return response.sendFile('index.html', { root: directory });
    return response.status(404).type('text').send('The web client has not been built: run npm run build.\n');
  });
  return router;
}
