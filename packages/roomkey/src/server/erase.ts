/** Calls a policy or handler of the application. */
export type Callback<Context> = (context: Context) => unknown;

/**
 * Takes a policy or handler out of the options, where the types of the contract end: the keys are only known
 * when it runs. What keeps this sound is that a callback is only called with params and input that came out of
 * its own schemas, and with a user that its own `allow` has checked.
 *
 * @throws TypeError when there is none of that name
 */
export function takeCallback<Context>(
  callbacks: Readonly<Record<string, unknown>>,
  name: string,
  kind: 'policy' | 'handler',
): Callback<Context> {
  const callback = Object.hasOwn(callbacks, name) ? callbacks[name] : undefined;
  if (typeof callback !== 'function') throw new TypeError(`"${name}" has no ${kind}.`);
  return (context): unknown => Reflect.apply(callback, undefined, [context]);
}
