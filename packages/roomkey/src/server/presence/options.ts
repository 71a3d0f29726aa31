export interface PresenceOptions {
  readonly presenceMs?: number | undefined;
  readonly presenceNames?: number | undefined;
}

const PRESENCE_MS = 250;
const PRESENCE_NAMES = 100;
const MAX_MS = 60_000;

/** @throws TypeError when one is no number that can be kept */
export function resolvePresence(options: PresenceOptions): Required<{
  readonly [Name in keyof PresenceOptions]: number;
}> {
  const { presenceMs = PRESENCE_MS, presenceNames = PRESENCE_NAMES } = options;
  if (!(presenceMs > 0 && presenceMs <= MAX_MS))
    throw new TypeError(`"presenceMs" must be a positive number, at most ${MAX_MS}.`);
  if (!Number.isInteger(presenceNames) || presenceNames < 0)
    throw new TypeError('"presenceNames" must be an integer that is not negative.');
  return { presenceMs, presenceNames };
}
