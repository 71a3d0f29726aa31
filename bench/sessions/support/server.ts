import { startChild } from './child.ts';
import type { Remote } from './serve.ts';

/** A server under test, in its own process. One call at a time. */
export interface ServerHandle extends AsyncDisposable {
  readonly url: string;
  call<Name extends keyof Remote>(
    name: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
}

const MODULES: Readonly<Record<string, string>> = {
  roomkey: 'subjects/roomkey-server.ts',
  lesson: 'controls/lesson-server.ts',
  bare: 'controls/bare-server.ts',
};

export async function startServer(variant: string): Promise<ServerHandle> {
  const module = MODULES[variant];
  if (module === undefined) throw new Error(`There is no server "${variant}".`);
  const child = startChild(module);
  const { url } = (await child.next()) as { url: string };
  return {
    url,
    call<Name extends keyof Remote>(name: Name, ...args: Parameters<Remote[Name]>) {
      const answer = child.next();
      child.send({ name, args });
      return answer.then((message) => (message as { value: Awaited<ReturnType<Remote[Name]>> }).value);
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
