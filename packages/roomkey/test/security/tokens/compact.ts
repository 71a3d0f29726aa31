import type { Signer } from './key-ring.ts';

/** Bytes as they are, anything else as JSON. */
export const encode = (part: unknown): string =>
  (part instanceof Uint8Array ? Buffer.from(part) : Buffer.from(JSON.stringify(part))).toString('base64url');

/** A compact JWS of any header and payload, however wrong. */
export function compact(header: unknown, payload: unknown, signer: Signer): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

export interface Parts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

export function partsOf(token: string): Parts {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header, payload, signature };
}

export const signatureOf = (token: string): Buffer => Buffer.from(partsOf(token).signature, 'base64url');

/** The same token under another signature, given as bytes or as text. */
export function withSignature(token: string, signature: Uint8Array | string): string {
  const { header, payload } = partsOf(token);
  return `${header}.${payload}.${typeof signature === 'string' ? signature : encode(signature)}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes as another text: bits that base64 does not use are set in the last character. */
export function withTailBits(token: string, tail = 1): string {
  const last = ALPHABET.indexOf(token.slice(-1));
  return token.slice(0, -1) + (ALPHABET[last | tail] ?? '');
}
