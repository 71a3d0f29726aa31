import { AsyncLocalStorage } from 'node:async_hooks';
import type { BetterAuthOptions, DBAdapter } from 'better-auth';
import { RoomkeyError } from 'roomkey/contract';
import { isOutage } from '../db/failures.ts';

type CreateAdapter = (options: BetterAuthOptions) => DBAdapter;

/**
 * Better Auth catches what its queries throw and answers as if there were no session. A client would take that
 * for a sign-out, so an outage has to be noticed where it happens and told where the answer is given.
 */
export interface OutageWatch {
  /** The same adapter, under watch. */
  readonly watch: (createAdapter: CreateAdapter) => CreateAdapter;
  /** Runs something that queries. @throws RoomkeyError `unavailable` when a query met an outage, whatever was made of it */
  readonly during: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export function createOutageWatch(): OutageWatch {
  const running = new AsyncLocalStorage<{ outage?: unknown }>();
  const note = (error: unknown): void => {
    const current = running.getStore();
    if (current !== undefined && isOutage(error)) current.outage = error;
  };
  return {
    watch: (createAdapter) => (options) => observe(createAdapter(options), note),
    during: (work) =>
      running.run({}, async () => {
        const result = await work();
        const cause = running.getStore()?.outage;
        if (cause !== undefined) throw new RoomkeyError('unavailable', { cause });
        return result;
      }),
  };
}

function observe(adapter: DBAdapter, onError: (error: unknown) => void): DBAdapter {
  return new Proxy(adapter, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...input: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, input);
        if (result instanceof Promise) result.catch(onError);
        return result;
      };
    },
  });
}
