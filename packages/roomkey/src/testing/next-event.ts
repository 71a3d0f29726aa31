/** What can be listened to: a bare client socket, a server, an emitter. */
export interface EventSource {
  once(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * The first argument of the next event of a name. Rejects after `timeoutMs`, so that a test never hangs.
 *
 * @example
 * const session = await nextEvent(socket, 'session');
 */
export function nextEvent(source: EventSource, event: string, timeoutMs = 2000): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listener = (value: unknown): void => {
      clearTimeout(timer);
      resolve(value);
    };
    const timer = setTimeout(() => {
      source.off(event, listener);
      reject(new Error(`No "${event}" within ${timeoutMs} ms`));
    }, timeoutMs);
    source.once(event, listener);
  });
}
