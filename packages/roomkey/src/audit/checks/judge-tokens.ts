import type { Forgery } from '../forge.ts';
import { receive } from '../observe.ts';
import type { Standing } from '../observe.ts';
import type { Target } from '../target.ts';
import type { Outcome, Result } from '../types.ts';
import { list } from '../words.ts';

/** A bad token is refused. Let in as nobody it is no break-in, but it reads like a log-out. */
const OF_FORGED: Readonly<Record<Standing, Result>> = {
  refused: 'pass',
  anonymous: 'weak',
  unclear: 'weak',
  authenticated: 'fail',
};

/** For what must sign nobody in, but may well be let in as nobody. */
export const OF_NOBODY: Readonly<Record<Standing, Result>> = { ...OF_FORGED, anonymous: 'pass' };

const SEVERITY: readonly Result[] = ['skipped', 'pass', 'weak', 'fail'];

export const worst = (results: readonly Result[]): Result =>
  results.reduce((one, other) => (SEVERITY.indexOf(other) > SEVERITY.indexOf(one) ? other : one), 'pass');

/** Tries each token on a connection of its own. */
export async function judgeTokens(
  target: Target,
  forgeries: readonly Forgery[],
  scale: Readonly<Record<Standing, Result>> = OF_FORGED,
): Promise<Outcome> {
  const results: Result[] = [];
  const got: string[] = [];
  for (const { what, token } of forgeries) {
    const { standing, text } = await receive(target, { auth: { token } });
    results.push(scale[standing]);
    got.push(`${what}: ${text}`);
  }
  return { result: worst(results), sent: list(forgeries.map(({ what }) => what)), got: list(got) };
}

export const skipped = (got: string): Outcome => ({ result: 'skipped', sent: 'nothing', got });

export const NO_TOKEN = 'needs a token that is valid now: --token or --token-command';
export const NO_EVENTS = 'needs events to try: --event or --contract';
