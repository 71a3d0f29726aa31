import cluster from 'node:cluster';
import { setupWorker } from '@socket.io/sticky';
import type { Server } from 'socket.io';
import { READY, STOP } from './messages.ts';

/** Whether this process serves connections that another one accepts. */
export const isWorker = (): boolean => cluster.isWorker;

/** Takes connections from the primary from now on. */
export function serveForPrimary(io: Server): void {
  setupWorker(io);
  process.send?.(READY);
}

/** The primary decides when a worker stops; without it, there is nothing left to serve. */
export function onStopByPrimary(stop: () => void): void {
  process.on('message', (message: unknown) => message === STOP && stop());
  process.on('disconnect', stop);
}
