import type { OnError } from '../report.ts';
import type { RoomkeyEvent } from './events.ts';

export type Observer = (event: RoomkeyEvent) => void;

/** Tells everybody who observes. Without an observer nothing is made to be told: ask `any` first. */
export interface Observers {
  readonly any: boolean;
  tell(event: RoomkeyEvent): void;
  /** Returns the way to stop. */
  add(observer: Observer): () => void;
}

/** What an observer throws is contained: it must not change what it observes. */
export function createObservers(report: OnError): Observers {
  const observers = new Set<Observer>();
  return {
    get any() {
      return observers.size > 0;
    },
    tell(event) {
      for (const observer of observers) {
        try {
          observer(event);
        } catch (error) {
          report(error, { stage: 'observer', name: event.type });
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
