import type { Logger } from '../logger.ts';

const EVERY_MS = 5_000;

/** Logs that messages are lost, and why, but not for each of them: in an outage there are very many. */
export function createLossLog(logger: Logger, carrier: string): (error: unknown) => void {
  let lost = 0;
  let quietUntil = 0;
  return (error) => {
    lost += 1;
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + EVERY_MS;
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn({ carrier, reason, lost }, 'the bus to other processes does not carry');
    lost = 0;
  };
}
