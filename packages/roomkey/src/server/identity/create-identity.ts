import type { Clock } from '../clock.ts';
import { DEFAULT_TIMEOUT_MS } from '../deadline.ts';
import type { OnError } from '../report.ts';
import type { AuthenticationOptions } from '../types.ts';
import { createIdentifier } from './identify.ts';
import type { Identifier } from './identify.ts';
import { createRevocations } from './revocations.ts';
import type { Revocations } from './revocations.ts';
import type { BaseUser } from './types.ts';
import { createUserLoader } from './user-loader.ts';
import type { UserLoader } from './user-loader.ts';

/** Everything that says who a token is. */
export interface IdentityParts<User extends BaseUser> {
  readonly identifier: Identifier<User>;
  readonly loader: UserLoader<User>;
  readonly revocations: Revocations;
}

const DAY_MS = 86_400_000;

/** A revocation that is forgotten before the last token of its session has ended would let that token in again. */
function rememberMs({
  verify,
  rememberRevokedMs,
}: Pick<AuthenticationOptions<BaseUser>, 'verify' | 'rememberRevokedMs'>): number {
  const { longestLifeMs = 0 } = verify;
  const remembered = rememberRevokedMs ?? Math.max(DAY_MS, longestLifeMs);
  if (remembered < longestLifeMs) {
    throw new TypeError(
      `Roomkey: "rememberRevokedMs" is ${remembered}, but tokens may be good for ${longestLifeMs} ms ("maxLifetimeSec").`,
    );
  }
  return remembered;
}

export function createIdentity<User extends BaseUser>(
  options: AuthenticationOptions<User>,
  clock: Clock,
  report: OnError,
): IdentityParts<User> {
  const revocations = createRevocations(clock, rememberMs(options));
  const { verify, loadUser, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const loader = createUserLoader({ loadUser, clock, timeoutMs, report });
  const identifier = createIdentifier({ verify, loader, revocations, clock, timeoutMs, report });
  return { identifier, loader, revocations };
}
