import type { Logger } from '../logger.ts';

const EVERY_MS = 5_000;

/** What a bus could not carry. */
export interface Losses {
  /** A message was lost. Logged with its reason, but not each: in an outage there are very many. */
  readonly lost: (error: unknown) => void;
  /** A message was carried. */
  readonly carried: () => void;
  /** Is told when messages are carried again after some were lost. */
  readonly onBack: (listener: () => void) => void;
  /** What is lost from now on is lost on purpose. */
  readonly close: () => void;
}

export function createLosses(logger: Logger, carrier: string): Losses {
  const listeners: (() => void)[] = [];
  let isLosing = false;
  let isClosed = false;
  let count = 0;
  let quietUntil = 0;
  return {
    lost(error) {
      if (isClosed) return;
      isLosing = true;
      count += 1;
      const now = Date.now();
      if (now < quietUntil) return;
      quietUntil = now + EVERY_MS;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ carrier, reason, lost: count }, 'the bus to other processes does not carry');
      count = 0;
    },
    carried() {
      if (!isLosing) return;
      isLosing = false;
      for (const listener of listeners) listener();
    },
    onBack: (listener) => void listeners.push(listener),
    close() {
      isClosed = true;
    },
  };
}
