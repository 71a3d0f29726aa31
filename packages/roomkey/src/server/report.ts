import { isPromiseLike } from './maybe.ts';

/** Where in the way of a connection or request something failed. */
export type Stage =
  | 'transport'
  | 'verify'
  | 'load-user'
  | 'policy'
  | 'schema'
  | 'handler'
  | 'event'
  | 'review'
  | 'sweep'
  | 'bus'
  | 'observer';

export interface FailureContext {
  readonly stage: Stage;
  /** The request, room or event concerned. */
  readonly name?: string;
  readonly userId?: string;
}

/**
 * Told of every failure in application code that Roomkey contained. Payloads and tokens are never passed. A promise that
 * it returns is not waited for.
 */
export type OnError = (error: unknown, context: FailureContext) => unknown;

/** A reporter that cannot fail itself: an `onError` that throws must not undo the containment it reports on. */
export function createReporter(onError: OnError = writeToStderr): OnError {
  return (error, context) => {
    try {
      const told = onError(error, context);
      if (isPromiseLike(told)) told.then(undefined, (failure: unknown) => writeToStderr(failure, context));
    } catch (failure) {
      writeToStderr(failure, context);
    }
  };
}

function writeToStderr(error: unknown, { stage, name }: FailureContext): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`roomkey: ${stage}${name === undefined ? '' : ` of "${name}"`} failed: ${text}\n`);
}
