export type Listener = (data: unknown) => void;

/** The listeners of one user of the room, which end together. */
export interface ListenerScope {
  readonly on: (event: string, listener: Listener) => () => void;
  readonly close: () => void;
}

export interface Listeners {
  call(event: string, data: unknown): void;
  scope(): ListenerScope;
}

export function createListeners(): Listeners {
  const entries = new Set<{ readonly event: string; readonly listener: Listener }>();
  return {
    call(event, data) {
      for (const entry of Array.from(entries)) if (entry.event === event) entry.listener(data);
    },
    scope() {
      const stops = new Set<() => void>();
      let isClosed = false;
      return {
        on(event, listener) {
          const entry = { event, listener };
          const stop = () => {
            entries.delete(entry);
            stops.delete(stop);
          };
          if (!isClosed) {
            entries.add(entry);
            stops.add(stop);
          }
          return stop;
        },
        close() {
          isClosed = true;
          for (const stop of stops) stop();
        },
      };
    },
  };
}
