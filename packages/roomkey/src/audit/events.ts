import { UsageError } from './failures.ts';
import type { EventToTry } from './types.ts';

const MAX_EVENTS = 20;

/** `name` or `name:json`; names may contain colons. @throws UsageError */
export function parseEvent(text: string): EventToTry {
  for (let colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
    const payload = readJson(text.slice(colon + 1));
    if (payload !== undefined) return { name: text.slice(0, colon), payload, isPublic: false };
  }
  if (text === '' || /[[{"\s]/.test(text))
    throw new UsageError('--event is a name, or a name, a colon and JSON.');
  return { name: text, payload: undefined, isPublic: false };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Those of the command line come first and keep their payload; a contract adds the others, and who may. */
export function mergeEvents(
  given: readonly EventToTry[],
  declared: readonly EventToTry[],
): readonly EventToTry[] {
  const publicNames = new Set(declared.filter(({ isPublic }) => isPublic).map(({ name }) => name));
  const named = new Set(given.map(({ name }) => name));
  const events = [
    ...given.map((event) => ({ ...event, isPublic: publicNames.has(event.name) })),
    ...declared.filter(({ name }) => !named.has(name)),
  ];
  if (events.length > MAX_EVENTS)
    throw new UsageError(`${events.length} events are too many: ${MAX_EVENTS} at most.`);
  return events;
}
