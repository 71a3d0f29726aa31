import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { users } from '../application/users.ts';
import type { StartSubject } from '../subject.ts';
import { answerParent } from './remote.ts';

/** Bursts of connections must not wait in line at the door: that would measure the kernel. */
const BACKLOG = 4096;

const [module = '', variant = '', keySet = ''] = process.argv.slice(2);
const { start }: { start: StartSubject } = await import(
  new URL(`../subjects/${module}`, import.meta.url).href
);
const http = await start({ variant, keySet });
answerParent({ idle: () => untilEmpty(http), queries: () => users.queries });
http.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.({ value: `127.0.0.1:${(http.address() as AddressInfo).port}` });
});

async function untilEmpty(server: Server): Promise<null> {
  const count = promisify(server.getConnections.bind(server));
  while ((await count()) > 0) await setTimeout(5);
  return null;
}
