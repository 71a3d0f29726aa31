const EVERY_MS = 1000;
const DEADLINE_MS = 2000;

export interface Watched {
  readonly isReady: () => boolean;
  /** Asks the other side for any sign of life. */
  readonly ask: () => Promise<unknown>;
  readonly reconnect: () => void;
}

/** Replaces a connection whose other side is silent: a socket that only listens would never notice. */
export function watch({ isReady, ask, reconnect }: Watched): NodeJS.Timeout {
  let asking = false;
  const tick = async (): Promise<void> => {
    if (asking || !isReady()) return;
    asking = true;
    const deadline = setTimeout(reconnect, DEADLINE_MS);
    await ask().catch(() => undefined);
    clearTimeout(deadline);
    asking = false;
  };
  return setInterval(() => void tick(), EVERY_MS).unref();
}
