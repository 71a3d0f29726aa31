import type { BrowserContext, Page } from '@playwright/test';

/** Collects what must not be found anywhere: the access tokens that a browser is given, and its session cookies. */
export function collectSecrets(context: BrowserContext): {
  readonly tokens: () => Promise<readonly string[]>;
} {
  const answers: Promise<string>[] = [];
  context.on('response', (response) => {
    if (response.url().endsWith('/api/auth/token') && response.ok()) answers.push(readToken(response.text()));
  });
  return { tokens: () => Promise.all(answers) };
}

const readToken = async (body: Promise<string>): Promise<string> => {
  const answer: unknown = JSON.parse(await body);
  const token = typeof answer === 'object' && answer !== null && 'token' in answer ? answer.token : null;
  if (typeof token !== 'string') throw new Error('The answer holds no token');
  return token;
};

/** Notes what the pages of a browser say to each other: channels, storage and window messages. */
export async function recordMessages(context: BrowserContext): Promise<readonly string[]> {
  const said: string[] = [];
  await context.exposeFunction('noteMessage', (message: string) => void said.push(message));
  await context.addInitScript(() => {
    const note = (window as unknown as { noteMessage: (message: string) => void }).noteMessage;
    const listen = <Key extends string>(target: Record<Key, (...args: never[]) => unknown>, key: Key) => {
      const original = target[key];
      target[key] = function (this: unknown, ...args: never[]): unknown {
        note(JSON.stringify([key, ...args]));
        return Reflect.apply(original, this, args);
      };
    };
    listen(BroadcastChannel.prototype, 'postMessage');
    listen(MessagePort.prototype, 'postMessage');
    listen(Storage.prototype, 'setItem');
    listen(History.prototype, 'pushState');
    listen(History.prototype, 'replaceState');
  });
  return said;
}

/** All that other scripts, other people at this device or an extension could read of a page. */
export function readExposed(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea')];
    const resources = performance.getEntriesByType('resource').map(({ name }) => name);
    return {
      localStorage: JSON.stringify(localStorage),
      sessionStorage: JSON.stringify(sessionStorage),
      databases: JSON.stringify(await indexedDB.databases()),
      caches: JSON.stringify(await caches.keys()),
      cookie: document.cookie,
      address: location.href,
      historyState: JSON.stringify(history.state),
      windowName: window.name,
      requested: JSON.stringify(resources),
      page: document.documentElement.outerHTML,
      fields: JSON.stringify(fields.map((field) => ('value' in field ? field.value : ''))),
    };
  });
}
