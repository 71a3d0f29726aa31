import { compact, encode, partsOf } from '../compact.ts';
import type { Genuine, Mutation } from '../mutation.ts';

/** A header of the attacker's choice over the attacker's signature; with the issuer's it would do no harm. */
function pointingToOwnKey(name: string, parameters: (genuine: Genuine) => object): Mutation {
  return {
    name,
    forge: (genuine) => {
      const { issuer, attacker, claims } = genuine;
      const header = { ...issuer.header, ...parameters(genuine) };
      return compact(header, claims, attacker.keys.signAs(issuer.kind.algorithm));
    },
    control: (genuine) =>
      genuine.issuer.sign(
        { ...genuine.issuer.header, ...parameters(genuine), ...keyIdOf(genuine) },
        genuine.claims,
      ),
  };
}

const keyIdOf = ({ issuer }: Genuine): object => ({ kid: issuer.kind.keyId });

/** A header that is wrong although the issuer itself signed it. */
function signedByIssuer(name: string, header: (genuine: Genuine) => unknown): Mutation {
  return {
    name,
    forge: (genuine) => genuine.issuer.sign(header(genuine), genuine.claims),
    control: ({ issuer, claims }) => issuer.sign(issuer.header, claims),
  };
}

const attackerJwk = ({ issuer, attacker }: Genuine): object =>
  issuer.kind.algorithm.startsWith('HS')
    ? { kty: 'oct', k: attacker.keys.secret.toString('base64url') }
    : attacker.keys.publicKey(issuer.kind.algorithm).export({ format: 'jwk' });

const attackerDer = ({ attacker }: Genuine): string =>
  attacker.keys.publicKey('ES256').export({ format: 'der', type: 'spki' }).toString('base64');

const raw = (text: string): Buffer => Buffer.from(text, 'latin1');

export const headerMutations: readonly Mutation[] = [
  pointingToOwnKey('a kid that is a path', ({ random }) => ({
    kid: `${'../'.repeat(random.int(9))}${random.pick(['dev/null', 'etc/hostname', 'k1', ''])}\0`,
  })),
  pointingToOwnKey('a kid that is a query', ({ random }) => ({
    kid: random.pick([`k1' OR '1'='1`, `' UNION SELECT 'secret'--`, '{"$ne":null}', 'k1"; --', '*', '%']),
  })),
  pointingToOwnKey('a kid that is a name of every object', ({ random }) => ({
    kid: random.pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'length']),
  })),
  pointingToOwnKey('a kid that is no text', ({ random }) => ({
    kid: random.pick<unknown>([[], ['k1'], {}, { kid: 'k1' }, 0, 1, true, false, null, '']),
  })),
  pointingToOwnKey('a kid that is huge', ({ random }) => ({ kid: 'k'.repeat(1000 + random.int(3000)) })),
  pointingToOwnKey('a kid that is an address', ({ attacker }) => ({ kid: attacker.url })),
  pointingToOwnKey('the jwk of somebody else', (genuine) => ({ jwk: attackerJwk(genuine) })),
  pointingToOwnKey('the jku of somebody else', ({ attacker }) => ({ jku: attacker.url })),
  pointingToOwnKey('the x5u of somebody else', ({ attacker }) => ({ x5u: attacker.url })),
  pointingToOwnKey('the x5c of somebody else', (genuine) => ({ x5c: [attackerDer(genuine)] })),
  pointingToOwnKey('all pointers to keys of somebody else at once', (genuine) => ({
    jwk: attackerJwk(genuine),
    jku: genuine.attacker.url,
    x5u: genuine.attacker.url,
    x5c: [attackerDer(genuine)],
    kid: 'other',
  })),
  {
    ...signedByIssuer('a kid that the issuer never had', ({ issuer, random }) => ({
      ...issuer.header,
      kid: random.pick(['k2', 'K1', 'k1 ', '', ' k1', 'neighbour', 'rsa']),
    })),
    appliesTo: ({ keyId }) => keyId !== undefined,
  },
  signedByIssuer('a critical extension that nobody knows', ({ issuer, random }) => {
    const name = random.pick(['exp', 'http://example.com/x', '__proto__', 'alg', 'kid', 'toString']);
    return { ...issuer.header, crit: [name], [name]: issuer.header[name] ?? 1 };
  }),
  signedByIssuer('a list of critical extensions that is none', ({ issuer, random }) => ({
    ...issuer.header,
    crit: random.pick<unknown>([[], '', 'b64', {}, null, [1], [''], [null], ['b64'], 0]),
  })),
  signedByIssuer('a payload that is said to be unencoded', ({ issuer, random }) => ({
    ...issuer.header,
    crit: ['b64'],
    b64: random.pick<unknown>([false, 'false', 0, null]),
  })),
  signedByIssuer('the typ of another kind of token', ({ issuer, random }) => ({
    ...issuer.header,
    typ: random.pick([
      'JWT',
      'refresh+jwt',
      'logout+jwt',
      'secevent+jwt',
      'dpop+jwt',
      'oauth-authz-req+jwt',
      'application/jwt',
      'text/at+jwt',
      'at+jwt;v=2',
      ' at+jwt',
      '',
    ]),
  })),
  signedByIssuer('no typ, or one that is no text', ({ issuer, random }) => ({
    ...issuer.header,
    typ: random.pick<unknown>([undefined, null, 1, ['at+jwt'], { typ: 'at+jwt' }, true]),
  })),
  {
    name: 'a header that was edited under the signature',
    forge: ({ issuer, token, random }) => {
      const { payload, signature } = partsOf(token);
      const edit = random.pick<object>([
        { cty: 'JWT' },
        { zip: 'DEF' },
        { zip: 'none' },
        { b64: false },
        { typ: 'application/at+jwt' },
        { x: random.int(1000) },
        { enc: 'A256GCM' },
      ]);
      return `${encode({ ...issuer.header, ...edit })}.${payload}.${signature}`;
    },
    control: ({ issuer, token }) => {
      const { payload, signature } = partsOf(token);
      return `${encode(issuer.header)}.${payload}.${signature}`;
    },
  },
  signedByIssuer('a header that is no object', ({ issuer, random }) =>
    random.pick<unknown>([[], [issuer.header], 'x', issuer.kind.algorithm, 1, null, true]),
  ),
  signedByIssuer('a header that is no JSON', ({ issuer, random }) => {
    const text = JSON.stringify(issuer.header);
    const wrong = [text.slice(0, -1), `${text},`, text.replaceAll('"', "'"), `${text}${text}`, '{', ' '];
    return raw(random.pick(wrong));
  }),
  signedByIssuer('a header that is no UTF-8', ({ issuer, random }) =>
    raw(JSON.stringify({ ...issuer.header, x: random.pick(['\xff', '\xc0\xaf', '\xed\xa0\x80', '\xfe']) })),
  ),
  signedByIssuer('a header with its parameters in a prototype', ({ issuer }) =>
    raw(`{"__proto__":${JSON.stringify(issuer.header)}}`),
  ),
];
