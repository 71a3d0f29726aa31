import { generateKeyPair, SignJWT, decodeProtectedHeader, exportJWK } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { claimsOf } from './tokens.ts';

/** A token that a server must refuse. */
export interface Forgery {
  readonly what: string;
  readonly token: string;
}

/** What a forged token says of its user where no genuine one lends its claims. */
const madeUp = (): JWTPayload => {
  const now = Math.floor(Date.now() / 1000);
  return { sub: 'roomkey-audit', id: 'roomkey-audit', sid: 'roomkey-audit', iat: now, exp: now + 300 };
};

const SIGNABLE = /^(?:(?:HS|RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const headerOf = (token: string | null): JWTHeaderParameters => {
  const header = token === null || claimsOf(token) === null ? {} : decodeProtectedHeader(token);
  return { ...header, alg: SIGNABLE.test(header.alg ?? '') ? String(header.alg) : 'HS256' };
};

const payloadOf = (token: string | null): JWTPayload => (token === null ? null : claimsOf(token)) ?? madeUp();

export function unsigned(token: string | null): Forgery[] {
  return ['none', 'None', 'NONE', 'nOnE'].map((alg) => ({
    what: `alg "${alg}"`,
    token: `${encode({ ...headerOf(token), alg })}.${encode(payloadOf(token))}.`,
  }));
}

/** Everything as in the genuine token, besides the key. */
export async function resigned(token: string | null): Promise<Forgery[]> {
  const header = headerOf(token);
  const { key } = await newKey(header.alg);
  return [{ what: `signed anew with ${header.alg}`, token: await sign(payloadOf(token), { header, key }) }];
}

/** Another algorithm, and the key that proves the signature in the header. */
export async function withOwnKey(token: string | null): Promise<Forgery[]> {
  const original = headerOf(token);
  const forgeries = ['RS256', 'ES256', 'EdDSA'].map(async (alg) => {
    const { key, jwk } = await newKey(alg);
    const header = { ...original, alg, ...(jwk === undefined ? {} : { jwk }) };
    return {
      what: `${alg} with its key in the header`,
      token: await sign(payloadOf(token), { header, key }),
    };
  });
  return Promise.all(forgeries);
}

/** Claims of somebody else under the genuine signature; none for a token that is no JWT. */
export function tampered(token: string): Forgery[] {
  const claims = claimsOf(token);
  const [header, , signature] = token.split('.');
  if (claims === null) return [];
  const changes = {
    role: 'admin',
    sub: 'roomkey-audit',
    id: 'roomkey-audit',
    exp: (claims.exp ?? 0) + 3600,
  };
  // A claim that was so before would make the genuine token again.
  return Object.entries(changes)
    .filter(([claim, value]) => claims[claim] !== value)
    .map(([claim, value]) => ({
      what: `"${claim}" changed`,
      token: `${header}.${encode({ ...claims, [claim]: value })}.${signature}`,
    }));
}

export function withTail(token: string): Forgery[] {
  const tails = { 'a space': ' ', padding: '=', 'a line feed': '\n', 'a fourth part': '.x' };
  return Object.entries(tails).map(([what, tail]) => ({ what, token: token + tail }));
}

interface Key {
  readonly key: CryptoKey | Uint8Array;
  readonly jwk?: JWTHeaderParameters['jwk'];
}

async function newKey(alg: string): Promise<Key> {
  if (alg.startsWith('HS')) return { key: crypto.getRandomValues(new Uint8Array(64)) };
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { key: privateKey, jwk: await exportJWK(publicKey) };
}

const sign = (
  payload: JWTPayload,
  { header, key }: { readonly header: JWTHeaderParameters; readonly key: Key['key'] },
): Promise<string> => new SignJWT(payload).setProtectedHeader(header).sign(key);
