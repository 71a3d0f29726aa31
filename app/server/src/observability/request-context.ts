import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the HTTP request that is being answered; it grows on the way. */
export interface RequestContext {
  readonly requestId: string;
  /** Who asks, once that is known. */
  userId?: string | undefined;
  sessionId?: string | null | undefined;
  /** The user that it is done to. */
  target?: string;
  /** What Better Auth is asked, `/sign-in/email`: one name, however it was spelled on the wire. */
  authPath?: string;
}

/** Adds to what is known of the current request; does nothing without one. */
export type NoteFacts = (facts: Partial<Omit<RequestContext, 'requestId'>>) => void;

/** Finds the request for which something is done, from anywhere below it. */
export interface RequestContexts {
  run(context: RequestContext, work: () => void): void;
  /** Undefined where there is none: on the way of a socket, or of a timer. */
  current(): RequestContext | undefined;
  readonly note: NoteFacts;
}

export function createRequestContexts(): RequestContexts {
  const running = new AsyncLocalStorage<RequestContext>();
  return {
    run: (context, work) => running.run(context, work),
    current: () => running.getStore(),
    note(facts) {
      const context = running.getStore();
      if (context !== undefined) Object.assign(context, facts);
    },
  };
}
