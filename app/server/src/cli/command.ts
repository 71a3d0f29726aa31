import { parseArgs } from 'node:util';

export const USAGE = `Usage:
  npm run roomkey -- sessions --user <id or e-mail>   list where somebody is signed in
  npm run roomkey -- revoke --user <id or e-mail>     sign somebody out everywhere
  npm run roomkey -- revoke --session <id>            sign one device out`;

export type Command =
  | { readonly name: 'sessions' | 'revoke-user'; readonly user: string }
  | { readonly name: 'revoke-session'; readonly sessionId: string };

/** What was asked for on the command line; null when it cannot be told. */
export function readCommand(args: readonly string[]): Command | null {
  const given = readArguments(args);
  if (given === null || given.positionals.length !== 1) return null;
  const [name] = given.positionals;
  const { user, session } = given.values;
  if (user && session === undefined) {
    if (name === 'sessions') return { name, user };
    if (name === 'revoke') return { name: 'revoke-user', user };
  }
  if (session && user === undefined && name === 'revoke')
    return { name: 'revoke-session', sessionId: session };
  return null;
}

function readArguments(args: readonly string[]) {
  try {
    const options = { user: { type: 'string' }, session: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    return null;
  }
}
