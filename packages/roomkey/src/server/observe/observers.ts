import { isPromiseLike } from '../maybe.ts';
import type { OnError } from '../report.ts';
import type { RoomkeyEvent } from './events.ts';

/** A promise that it returns is not waited for. */
export type Observer = (event: RoomkeyEvent) => unknown;

/** Tells everybody who observes. Without an observer nothing is made to be told: ask `any` first. */
export interface Observers {
  readonly any: boolean;
  tell(event: RoomkeyEvent): void;
  /** Returns the way to stop. */
  add(observer: Observer): () => void;
}

/** What an observer throws is contained, at once or later: it must not change what it observes. */
export function createObservers(report: OnError): Observers {
  const observers = new Set<Observer>();
  const fail = (error: unknown, { type }: RoomkeyEvent): void => {
    report(error, { stage: 'observer', name: type });
  };
  return {
    get any() {
      return observers.size > 0;
    },
    tell(event) {
      for (const observer of observers) {
        try {
          const told = observer(event);
          if (isPromiseLike(told)) told.then(undefined, (error: unknown) => fail(error, event));
        } catch (error) {
          fail(error, event);
        }
      }
    },
    add(observer) {
      // Of its own, so that the same function can be added twice and each be stopped by itself.
      const own: Observer = (event) => observer(event);
      observers.add(own);
      return () => void observers.delete(own);
    },
  };
}
