import { encode, partsOf, signatureOf, withSignature, withTailBits } from '../compact.ts';
import type { Genuine, Mutation } from '../mutation.ts';
import { issue } from '../mutation.ts';

const another = ({ issuer, attacker, random }: Genuine): string => issue(issuer, attacker, random).token;

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return changed;
}

/** The order of the group of Ed25519, little endian (RFC 8032, 5.1). */
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature in numbers, with a second half that is not reduced. */
function unreduced(signature: Buffer): Buffer {
  const half = BigInt(`0x${Buffer.from(signature.subarray(32).toReversed()).toString('hex')}`);
  const hex = (half + ED25519_ORDER).toString(16).padStart(64, '0');
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(hex, 'hex').toReversed()]);
}

/** The two numbers of an ECDSA signature as ASN.1, which other protocols use. */
function asDer(signature: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([2, 33, 0]), bytes]);
  const numbers = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, numbers.length]), numbers]);
}

export const signatureMutations: readonly Mutation[] = [
  { name: 'a signature that is gone', forge: ({ token }) => withSignature(token, '') },
  {
    name: 'a signature that is cut',
    forge: ({ token, random }) => {
      const bytes = signatureOf(token);
      return withSignature(token, bytes.subarray(0, 1 + random.int(bytes.length - 1)));
    },
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'a signature with bytes before or after it',
    forge: ({ token, random }) => {
      const extra = random.pick([random.bytes(1 + random.int(32)), Buffer.alloc(1 + random.int(32))]);
      const parts = [signatureOf(token), extra];
      return withSignature(token, Buffer.concat(random.pick([parts, parts.toReversed()])));
    },
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'a signature with one bit flipped',
    forge: ({ token, random }) => {
      const bytes = signatureOf(token);
      return withSignature(token, flipped(bytes, random.int(bytes.length * 8)));
    },
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'a signature of random bytes',
    forge: ({ token, random }) => withSignature(token, random.bytes(signatureOf(token).length)),
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'a signature of zeros, ones or the largest numbers',
    forge: ({ token, random }) => {
      const { length } = signatureOf(token);
      const half = Buffer.alloc(length / 2);
      const one = Buffer.concat([half.subarray(1), Buffer.from([1])]);
      const shapes = [Buffer.alloc(length), Buffer.alloc(length, 0xff), Buffer.concat([one, one])];
      return withSignature(token, random.pick([...shapes, Buffer.concat([half, one])]));
    },
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'a signature in reverse',
    forge: ({ token }) => withSignature(token, signatureOf(token).toReversed()),
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'the signature of another genuine token',
    forge: (genuine) => withSignature(genuine.token, signatureOf(another(genuine))),
    control: ({ token }) => withSignature(token, signatureOf(token)),
  },
  {
    name: 'the claims of another genuine token',
    forge: (genuine) => {
      const { header, signature } = partsOf(genuine.token);
      return `${header}.${partsOf(another(genuine)).payload}.${signature}`;
    },
    control: ({ token }) => Object.values(partsOf(token)).join('.'),
  },
  {
    name: 'claims that were edited under the signature',
    forge: ({ token, claims, random }) => {
      const { header, signature } = partsOf(token);
      const edit = random.pick<object>([
        { sub: 'root' },
        { sid: 'session-of-root' },
        { role: 'admin' },
        { exp: Number(claims['exp']) + 1 + random.int(1000) },
        { iat: Number(claims['iat']) - 1 },
        { admin: true },
      ]);
      return `${header}.${encode({ ...claims, ...edit })}.${signature}`;
    },
    control: ({ token, claims }) => {
      const { header, signature } = partsOf(token);
      return `${header}.${encode(claims)}.${signature}`;
    },
  },
  {
    name: 'claims that were written anew under the signature',
    forge: ({ token, claims }) => {
      const { header, signature } = partsOf(token);
      return `${header}.${encode(Buffer.from(JSON.stringify(claims, null, 1)))}.${signature}`;
    },
  },
  {
    name: 'a second text of the same signature',
    forge: ({ token, random }) => withTailBits(token, 1 + random.int(3)),
    control: ({ token }) => withTailBits(token, 0),
  },
  {
    name: 'an ECDSA signature as ASN.1',
    appliesTo: ({ algorithm }) => algorithm.startsWith('ES'),
    forge: ({ token }) => withSignature(token, asDer(signatureOf(token))),
  },
  {
    name: 'an EdDSA signature that is not reduced',
    appliesTo: ({ algorithm }) => algorithm === 'EdDSA',
    forge: ({ token }) => withSignature(token, unreduced(signatureOf(token))),
  },
];
