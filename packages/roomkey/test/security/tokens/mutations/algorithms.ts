import { compact, encode, partsOf } from '../compact.ts';
import type { VerifierKind } from '../issuers.ts';
import { hmac } from '../key-ring.ts';
import type { Genuine, Mutation } from '../mutation.ts';
import type { Random } from '../random.ts';

const HASHED = ['HS256', 'HS384', 'HS512'];
const ASYMMETRIC = ['EdDSA', 'ES256', 'RS256', 'PS256'];

/** Other algorithms that the key of an algorithm could be used with. */
const RELATED: Readonly<Record<string, readonly string[]>> = {
  HS256: ['HS384', 'HS512'],
  EdDSA: ['Ed25519'],
  ES256: ['ES384', 'ES512'],
  RS256: ['RS384', 'RS512', 'PS256'],
};

const isAsymmetric = ({ algorithm }: VerifierKind): boolean => !algorithm.startsWith('HS');

const inAnyCase = (word: string, random: Random): string =>
  word.replaceAll(/[a-z]/gi, (letter) => (random.int(2) === 0 ? letter.toUpperCase() : letter.toLowerCase()));

/** The public key in the texts that a library may have taken for a secret. */
function publicText({ issuer, random }: Genuine): string | Buffer {
  const key = issuer.keys.publicKey(issuer.kind.algorithm);
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const jwk = key.export({ format: 'jwk' });
  return random.pick([
    pem,
    pem.trim(),
    pem.replaceAll('\n', '\r\n'),
    key.export({ format: 'der', type: 'spki' }),
    JSON.stringify(jwk),
    JSON.stringify({ ...jwk, kid: 'k1' }),
    jwk.x ?? jwk.n ?? '',
  ]);
}

/** The genuine token with another `alg`, under its old signature or none. */
function relabelled({ issuer, token }: Genuine, alg: unknown, keepSignature = true): string {
  const { payload, signature } = partsOf(token);
  return `${encode({ ...issuer.header, alg })}.${payload}.${keepSignature ? signature : ''}`;
}

/** Signed by the issuer itself under a header whose `alg` is wrong. */
const signedAs = ({ issuer, claims }: Genuine, alg: unknown): string =>
  issuer.sign({ ...issuer.header, alg }, claims);

const other = (algorithms: readonly string[], own: string): string[] =>
  algorithms.filter((algorithm) => algorithm !== own);

export const algorithmMutations: readonly Mutation[] = [
  {
    name: 'alg none in any spelling, unsigned',
    forge: (genuine) => relabelled(genuine, inAnyCase('none', genuine.random), false),
  },
  {
    name: 'alg none in any spelling, under the signature of the genuine token',
    forge: (genuine) => relabelled(genuine, inAnyCase('none', genuine.random)),
  },
  {
    name: 'alg none in any spelling, signed by the issuer',
    forge: (genuine) => signedAs(genuine, inAnyCase('none', genuine.random)),
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'no alg',
    forge: (genuine) => signedAs(genuine, undefined),
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'an alg that is no text',
    forge: (genuine) => {
      const { algorithm } = genuine.issuer.kind;
      return signedAs(
        genuine,
        genuine.random.pick<unknown>([[algorithm], { alg: algorithm }, 0, 256, null, true, '']),
      );
    },
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'an alg with something before or after it',
    forge: (genuine) => {
      const { algorithm } = genuine.issuer.kind;
      const extra = genuine.random.pick([' ', '\n', '\0', '\t', '\u200b', ',none', '/']);
      return signedAs(genuine, genuine.random.pick([algorithm + extra, extra + algorithm]));
    },
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'an alg in other letters',
    forge: (genuine) => {
      const { algorithm } = genuine.issuer.kind;
      const written = inAnyCase(algorithm, genuine.random);
      return signedAs(genuine, written === algorithm ? algorithm.toLowerCase() : written);
    },
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'an alg that nobody or another standard knows',
    forge: (genuine) =>
      signedAs(
        genuine,
        genuine.random.pick([
          'HS1',
          'RSA',
          'ES256K',
          'dir',
          'A256KW',
          'PBES2-HS256+A128KW',
          'ECDH-ES',
          'RSA1_5',
          '__proto__',
          'constructor',
          'toString',
          genuine.random.bytes(4).toString('hex'),
        ]),
      ),
    control: (genuine) => signedAs(genuine, genuine.issuer.kind.algorithm),
  },
  {
    name: 'an HMAC with the public key as secret, called so',
    appliesTo: isAsymmetric,
    forge: (genuine) => {
      const alg = genuine.random.pick(HASHED);
      return compact({ ...genuine.issuer.header, alg }, genuine.claims, hmac(alg, publicText(genuine)));
    },
  },
  {
    name: 'an HMAC with the public key as secret, called a signature',
    appliesTo: isAsymmetric,
    forge: (genuine) =>
      compact(genuine.issuer.header, genuine.claims, hmac(genuine.random.pick(HASHED), publicText(genuine))),
  },
  {
    name: 'another algorithm of the same key',
    forge: ({ issuer, claims, random }) => {
      const alg = random.pick(RELATED[issuer.kind.algorithm] ?? []);
      return compact({ ...issuer.header, alg }, claims, issuer.keys.signAs(alg));
    },
    control: ({ issuer, claims }) =>
      compact(issuer.header, claims, issuer.keys.signAs(issuer.kind.algorithm)),
  },
  {
    name: 'a signature with another algorithm than the header says',
    appliesTo: ({ algorithm }) => algorithm !== 'EdDSA',
    forge: ({ issuer, claims, random }) =>
      compact(issuer.header, claims, issuer.keys.signAs(random.pick(RELATED[issuer.kind.algorithm] ?? []))),
    control: ({ issuer, claims }) =>
      compact(issuer.header, claims, issuer.keys.signAs(issuer.kind.algorithm)),
  },
  {
    name: 'a key of somebody else',
    forge: ({ issuer, attacker, claims }) =>
      compact(issuer.header, claims, attacker.keys.signAs(issuer.kind.algorithm)),
    control: ({ issuer, claims }) =>
      compact(issuer.header, claims, issuer.keys.signAs(issuer.kind.algorithm)),
  },
  {
    name: 'a key and an algorithm of somebody else',
    forge: ({ issuer, attacker, claims, random }) => {
      const alg = random.pick(other([...ASYMMETRIC, ...HASHED], issuer.kind.algorithm));
      return compact({ ...issuer.header, alg }, claims, attacker.keys.signAs(alg));
    },
  },
  {
    name: 'a weak or empty secret',
    forge: ({ issuer, claims, random }) => {
      const alg = random.pick(HASHED);
      const key = random.pick(['', '\0', 'secret', 'null', 'undefined', '[object Object]', 'k1']);
      return compact({ ...issuer.header, alg }, claims, hmac(alg, key));
    },
  },
];
