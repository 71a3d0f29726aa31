import { NOW_SEC } from './issuers.ts';
import type { Claims, Issuer, VerifierKind } from './issuers.ts';
import type { KeyRing } from './key-ring.ts';
import type { Random } from './random.ts';

/** Somebody with keys of their own, and a server that would publish them. */
export interface Attacker {
  readonly keys: KeyRing;
  readonly url: string;
}

/** A genuine token, and all that it takes to make one nearly like it. */
export interface Genuine {
  readonly issuer: Issuer;
  readonly attacker: Attacker;
  readonly claims: Claims;
  readonly expired: boolean;
  readonly token: string;
  readonly random: Random;
}

/** One way in which a token can be wrong. */
export interface Mutation {
  /** What is refused. */
  readonly name: string;
  readonly forge: (genuine: Genuine) => unknown;
  /** The same construction without the fault: a token as good as the genuine one. @default the genuine token */
  readonly control?: (genuine: Genuine) => string;
  /** @default every kind of verifier */
  readonly appliesTo?: (kind: VerifierKind) => boolean;
}

/** A token of somebody; one in four is past its time, which must never be what a forgery is refused for. */
export function issue(issuer: Issuer, attacker: Attacker, random: Random): Genuine {
  const expired = random.int(4) === 0;
  const iat = NOW_SEC - random.int(60) - (expired ? 1000 : 0);
  const claims = {
    iss: 'https://issuer.test',
    aud: 'https://app.test',
    sub: `user-${random.int(1000)}`,
    sid: `session-${random.bytes(8).toString('hex')}`,
    role: 'user',
    iat,
    exp: iat + 600,
    // In every encoding there is a character of it that base64 and base64url write differently.
    note: '>>>>>>',
  };
  let token: string | undefined;
  return {
    issuer,
    attacker,
    claims,
    expired,
    random,
    // Few forgeries are made of the token itself, and signing is slow.
    get token() {
      return (token ??= issuer.sign(issuer.header, claims));
    },
  };
}

/** As {@link issue}, in its time. */
export function issueLive(issuer: Issuer, attacker: Attacker, random: Random): Genuine {
  const genuine = issue(issuer, attacker, random);
  return genuine.expired ? issueLive(issuer, attacker, random) : genuine;
}
