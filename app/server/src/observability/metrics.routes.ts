import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { Router } from 'express';
import type { Request } from 'express';
import type { Registry } from 'prom-client';
import { RoomkeyError } from 'roomkey/contract';
import { clientAddress } from 'roomkey/server';
import type { Env } from '../env.ts';
import { metricsOfAllWorkers } from '../workers/metrics.ts';
import { isWorker } from '../workers/worker.ts';

type Settings = Pick<Env, 'metricsToken' | 'trustProxy'>;

const LOCAL: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * `/metrics`, for Prometheus: with `METRICS_TOKEN` for whoever sends it as a bearer, else for this machine and private
 * networks. For all others it is not there.
 */
export function metricsRoutes(registry: Registry, settings: Settings): Router {
  const read = isWorker() ? metricsOfAllWorkers(registry) : () => registry.metrics();
  const local = new BlockList();
  for (const network of LOCAL) local.addSubnet(...network);
  const router = Router();
  router.get('/metrics', async (request, response) => {
    if (settings.metricsToken !== undefined) checkToken(request, settings.metricsToken);
    else if (!isLocal(request, { local, trustProxy: settings.trustProxy }))
      throw new RoomkeyError('not_found');
    response
      .set('Cache-Control', 'no-store')
      .type(registry.contentType)
      .send(await read());
  });
  return router;
}

function checkToken({ headers }: Request, token: string): void {
  const { authorization } = headers;
  if (authorization === undefined) throw new RoomkeyError('unauthenticated');
  if (!timingSafeEqual(digest(authorization), digest(`Bearer ${token}`)))
    throw new RoomkeyError('token_invalid');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Locality {
  readonly local: BlockList;
  readonly trustProxy: number;
}

function isLocal(request: Request, { local, trustProxy }: Locality): boolean {
  // A proxy that nobody told us of is on this machine, and whoever it speaks for may be anywhere.
  if (trustProxy === 0 && FORWARDED.some((name) => request.headers[name] !== undefined)) return false;
  const address = clientAddress(request, trustProxy).split('%', 1)[0] ?? '';
  const family = isIP(address);
  return family !== 0 && local.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
