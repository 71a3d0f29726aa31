import type { ClientClock } from 'roomkey/client';

/** Told again so that others do not take it for over. */
const REPEAT_MS = 3_000;
const IDLE_MS = 4_000;

/** Seldom enough for the limit of the contract, however fast somebody starts and stops. */
const SHORTEST_MS = 600;

export interface TypingSignal {
  readonly typed: () => void;
  readonly stopped: () => void;
}

export interface TypingSignalOptions {
  readonly say: (isTyping: boolean) => void;
  readonly clock?: ClientClock;
}

const browserClock: ClientClock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
  clearTimeout: (timer) => window.clearTimeout(timer as number),
};

/** Says that somebody types, now and then while it goes on, and when it ends; changes in quick succession become one. */
export function createTypingSignal({ say, clock = browserClock }: TypingSignalOptions): TypingSignal {
  let isTyping = false;
  let said = { isTyping: false, at: -Infinity };
  let idle: unknown;
  let later: unknown = null;

  function update(): void {
    if (later !== null || !isNews()) return;
    const waitMs = said.at + SHORTEST_MS - clock.now();
    if (waitMs > 0) {
      later = clock.setTimeout(again, waitMs);
    } else {
      said = { isTyping, at: clock.now() };
      say(isTyping);
    }
  }

  const isNews = (): boolean =>
    isTyping !== said.isTyping || (isTyping && clock.now() - said.at >= REPEAT_MS);

  function again(): void {
    later = null;
    update();
  }

  function stopped(): void {
    clock.clearTimeout(idle);
    isTyping = false;
    update();
  }

  function typed(): void {
    clock.clearTimeout(idle);
    idle = clock.setTimeout(stopped, IDLE_MS);
    isTyping = true;
    update();
  }

  return { typed, stopped };
}
