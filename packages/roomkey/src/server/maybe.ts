/** A value, or the promise of one: what is there already is not waited for. */
export type Maybe<Value> = Value | PromiseLike<Value>;

interface Thenable {
  readonly then?: unknown;
}

/** Also what is no real promise but behaves like one, such as the queries of some database libraries. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Thenable).then === 'function';
}

/** Goes on at once where nothing has to be waited for, so that what is synchronous stays in order and cheap. */
export function whenReady<Value, Next>(
  value: Maybe<Value>,
  next: (value: Value) => Maybe<Next>,
): Maybe<Next> {
  return isPending(value) ? value.then(next) : next(value);
}

export function isPending<Value>(value: Maybe<Value>): value is PromiseLike<Value> {
  return isPromiseLike(value);
}

export interface Settled<Value> {
  readonly done: (value: Value) => void;
  readonly failed: (error: unknown) => void;
}

/** Tells how work ended, at once where it did. */
export function settle<Value>(work: () => Maybe<Value>, { done, failed }: Settled<Value>): void {
  let value: Maybe<Value>;
  try {
    value = work();
  } catch (error) {
    return failed(error);
  }
  if (isPending(value)) void value.then(done, failed);
  else done(value);
}
