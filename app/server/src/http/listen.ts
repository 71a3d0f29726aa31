import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Env } from '../env.ts';

/** Within that a database that does not answer is given up, too. */
const GRACE_MS = 5_000;

/** Resolves to the URL that people open, which at port 0 is known only now. */
export async function listen(
  server: Server,
  { host, port, publicUrl }: Pick<Env, 'host' | 'port' | 'publicUrl'>,
): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return port === 0 && typeof address === 'object' ? `http://localhost:${address?.port}` : publicUrl;
}

/** Lets requests under way finish while the server closes, but not for longer than a moment. */
export async function withGrace(server: Server, closing: Promise<void>): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closing;
  clearTimeout(deadline);
}
