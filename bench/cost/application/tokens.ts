import { SignJWT, exportJWK, generateKeyPair } from 'jose';

/** The shared secret of HS256: it protects nothing. */
export const SECRET = 'a secret of the benchmark, on loopback, that protects nothing';
export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'https://app.test';

const LIFETIME = '2h';
const KEY_ID = 'bench';

export interface Person {
  readonly userId: string;
  readonly sessionId: string;
}

export interface Issuer {
  /** What verifies its EdDSA tokens, as JSON. */
  readonly keySet: string;
  /** A token that no other call returns. */
  mint(person: Person, algorithm: 'HS256' | 'EdDSA'): Promise<string>;
}

export async function createIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'EdDSA', use: 'sig' };
  const secret = new TextEncoder().encode(SECRET);
  let minted = 0;
  return {
    keySet: JSON.stringify({ keys: [publicJwk] }),
    mint({ userId, sessionId }, algorithm) {
      minted += 1;
      return new SignJWT({ sid: sessionId, jti: String(minted) })
        .setProtectedHeader(algorithm === 'HS256' ? { alg: algorithm } : { alg: algorithm, kid: KEY_ID })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(algorithm === 'HS256' ? secret : privateKey);
    },
  };
}

/** People with one session each. */
export const peopleOf = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, index) => ({ userId: `user-${index}`, sessionId: `session-${index}` }));
