import { createHash } from 'node:crypto';
import type { Server } from 'socket.io';
import type { Env } from '../env.ts';
import type { Logger } from '../logger.ts';
import { openPostgresBus } from './postgres-bus.ts';
import { openRedisBus } from './redis-bus.ts';

export type SocketAdapter = NonNullable<Parameters<Server['adapter']>[0]>;

/** What carries rooms to the other processes of the board. An outage of it is survived, and ends by itself. */
export interface Bus {
  readonly adapter: SocketAdapter;
  /** Whether it carries messages now. Resolves within about a second. */
  isUp(): Promise<boolean>;
  /** Is told when it carries messages again after some were lost. */
  onBack(listener: () => void): void;
  /** Lets go of its connections; after the Socket.IO server is closed. */
  close(): Promise<void>;
}

/**
 * Redis where there is one, else PostgreSQL itself; null with the embedded database, which is of one process. It opens
 * whether or not the other side can be reached now.
 */
export async function openBus(
  { redisUrl, databaseUrl, authSecret = '' }: Pick<Env, 'redisUrl' | 'databaseUrl' | 'authSecret'>,
  logger: Logger,
): Promise<Bus | null> {
  if (redisUrl !== undefined) return openRedisBus({ url: redisUrl, prefix: prefixOf(authSecret), logger });
  return databaseUrl === undefined ? null : openPostgresBus(databaseUrl, logger);
}

/** One Redis may serve several boards, whose processes have their secret in common and nothing else. */
const prefixOf = (secret: string): string =>
  `board-${createHash('sha256').update(`bus\n${secret}`).digest('hex').slice(0, 16)}`;
