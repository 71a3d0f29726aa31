import type { Page } from '@playwright/test';

/** Stands between a page and its server. */
export interface Wire {
  /** The server is said to refuse the next request of a name, which it never sees. */
  refuseNext(name: string, error: { readonly code: string; readonly retryAfterMs?: number }): void;
  /** The server runs the next request of a name, and the connection is lost before its answer. */
  loseNextAnswer(name: string): void;
  /** The connection is lost. */
  cut(): void;
  /** Resolves when requests go this way: the first ones may still go by HTTP. */
  readonly opened: Promise<void>;
}

/** Engine.IO's end of an upgrade, or Socket.IO's CONNECT where there was none. */
const OPENED = /^(?:5$|40)/;

/** A Socket.IO event that wants an acknowledgement: its id and its name. */
const REQUEST = /^42(\d+)\["([^"]+)"/;

/** To be called before the page is opened. */
export async function tapWire(page: Page): Promise<Wire> {
  const refusals = new Map<string, object>();
  const losses = new Set<string>();
  let cut = (): void => undefined;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));

  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    let lost: string | null = null;
    cut = () => void socket.close();
    socket.onMessage((message) => {
      const [, id = '', name = ''] = REQUEST.exec(String(message)) ?? [];
      const error = refusals.get(name);
      if (OPENED.test(String(message))) open();
      refusals.delete(name);
      if (losses.delete(name)) lost = `43${id}[`;
      if (error === undefined) server.send(message);
      else socket.send(`43${id}${JSON.stringify([{ ok: false, error }])}`);
    });
    server.onMessage((message) => {
      if (lost !== null && String(message).startsWith(lost)) void socket.close();
      else socket.send(message);
    });
  });

  return {
    refuseNext: (name, error) => void refusals.set(name, { message: 'Too many requests', ...error }),
    loseNextAnswer: (name) => void losses.add(name),
    cut: () => cut(),
    opened,
  };
}
