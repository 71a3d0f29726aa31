import { fileURLToPath } from 'node:url';
import type { Server } from 'node:http';
import type { WebClient } from './app.ts';
import { run } from './run.ts';

const WEB_ROOT = fileURLToPath(new URL('../../web', import.meta.url));

await run({ web: serveFromSource });

/** The web client straight from its source, with hot reload, beside Socket.IO on the same server. */
async function serveFromSource(server: Server): Promise<WebClient> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root: WEB_ROOT,
    appType: 'spa',
    server: { middlewareMode: true, hmr: { server } },
  });
  return { handler: vite.middlewares, close: () => vite.close() };
}
