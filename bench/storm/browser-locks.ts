/** Web Locks of one browser, as far as the client uses them: Node has none, and so all tabs here are of one process. */
export function installLocks(): void {
  const held = new Set<string>();
  const request = async (
    name: string,
    _options: { readonly ifAvailable: true },
    run: (lock: object | null) => Promise<unknown>,
  ): Promise<unknown> => {
    if (held.has(name)) return run(null);
    held.add(name);
    try {
      return await run({});
    } finally {
      held.delete(name);
    }
  };
  Object.defineProperty(globalThis, 'navigator', { value: { locks: { request } }, configurable: true });
}
