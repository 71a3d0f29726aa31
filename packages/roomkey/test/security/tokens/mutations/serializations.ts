import { encode, partsOf } from '../compact.ts';
import type { Genuine, Mutation } from '../mutation.ts';
import type { Random } from '../random.ts';
import { issue } from '../mutation.ts';

/** Genuine in every bit, written in a way that is not the compact serialization. */
const rewritten = (name: string, rewrite: (token: string, random: Random) => unknown): Mutation => ({
  name,
  forge: ({ token, random }) => rewrite(token, random),
});

function inserted(token: string, extra: string, random: Random): string {
  const at = 1 + random.int(token.length - 1);
  return token.slice(0, at) + extra + token.slice(at);
}

const BLANKS = [' ', '\n', '\r\n', '\t', '\u00a0', '\u2028', '\v', '\f'];
const INVISIBLE = ['\u200b', '\u200d', '\ufeff', '\u00ad', '\u2060', '\u202e'];
const NON_ASCII_DOTS = ['\uff0e', '\u3002', '\u2024', '\u00b7', '\ufe52', '\u0660'];

const LIMIT = 8192;

function wordsOfOtherCase(part: string, random: Random): string {
  const changed = random.pick([part.toLowerCase(), part.toUpperCase()]);
  return changed === part ? part.toLowerCase() : changed;
}

function withCharacter(token: string, random: Random): string {
  const at = random.int(token.length);
  const replacement = token[at] === 'A' ? 'B' : 'A';
  const edit = random.pick(['', replacement, `${token[at]}A`]);
  return token.slice(0, at) + edit + token.slice(at + 1);
}

/** Padded with a claim, so that only the length is wrong. */
const ofSize = ({ issuer, claims }: Genuine, fill: number): string =>
  issuer.sign(issuer.header, { ...claims, fill: 'x'.repeat(fill) });

export const serializationMutations: readonly Mutation[] = [
  rewritten('two parts', (token, random) => {
    const { header, payload, signature } = partsOf(token);
    return random.pick([`${header}.${payload}`, `${payload}.${signature}`, `${header}.${signature}`]);
  }),
  rewritten('one part', (token, random) =>
    random.pick([...token.split('.'), token.replaceAll('.', ''), encode(Buffer.from(token))]),
  ),
  rewritten('four parts', (token, random) =>
    random.pick([`${token}.`, `.${token}`, `${token}.x`, token.replace('.', '..'), `${token}.e30`]),
  ),
  rewritten('five parts, as of an encrypted token', (token, random) => {
    const { header, payload, signature } = partsOf(token);
    const encrypted = encode({ alg: random.pick(['dir', 'RSA-OAEP', 'A256KW']), enc: 'A256GCM' });
    return random.pick([
      `${encrypted}.${payload}.${random.bytes(12).toString('base64url')}.${payload}.${signature}`,
      `${encrypted}..${random.bytes(12).toString('base64url')}.${payload}.${signature}`,
      `${header}.${payload}.${signature}..`,
    ]);
  }),
  rewritten('the flattened JSON serialization', (token, random) => {
    const { header, payload, signature } = partsOf(token);
    const flattened = { payload, protected: header, signature };
    return random.pick<unknown>([flattened, JSON.stringify(flattened), encode(flattened)]);
  }),
  rewritten('the general JSON serialization', (token, random) => {
    const { header, payload, signature } = partsOf(token);
    const general = { payload, signatures: [{ protected: header, signature }] };
    return random.pick<unknown>([general, JSON.stringify(general), encode(general)]);
  }),
  rewritten('parts in another order', (token, random) => {
    const { header, payload, signature } = partsOf(token);
    const orders = [
      [payload, header, signature],
      [header, signature, payload],
      [signature, payload, header],
    ];
    return random.pick(orders).join('.');
  }),
  rewritten('padding', (token, random) => {
    const parts = token.split('.');
    const at = random.int(3);
    return parts.map((part, index) => (index === at ? part + '='.repeat(1 + random.int(3)) : part)).join('.');
  }),
  rewritten('a blank before or after', (token, random) => {
    const blank = random.pick(BLANKS);
    return random.pick([blank + token, token + blank]);
  }),
  rewritten('a blank inside', (token, random) => inserted(token, random.pick(BLANKS), random)),
  rewritten('a zero byte', (token, random) =>
    random.pick([`${token}\0`, `\0${token}`, `${token}\0.x`, inserted(token, '\0', random)]),
  ),
  rewritten('a character that cannot be seen', (token, random) => {
    const unseen = random.pick(INVISIBLE);
    return random.pick([unseen + token, token + unseen, inserted(token, unseen, random)]);
  }),
  rewritten('the standard alphabet of base64', (token) => token.replaceAll('-', '+').replaceAll('_', '/')),
  rewritten('dots that are no ASCII', (token, random) => token.replaceAll('.', random.pick(NON_ASCII_DOTS))),
  rewritten('letters of the wrong case', (token, random) => {
    const parts = token.split('.');
    const at = random.int(3);
    return parts.map((part, index) => (index === at ? wordsOfOtherCase(part, random) : part)).join('.');
  }),
  rewritten('one character more, less or other', withCharacter),
  rewritten('characters of full width', (token, random) => {
    const at = random.int(token.length);
    const wide = String.fromCodePoint((token.codePointAt(at) ?? 0) + 0xfee0);
    return token.slice(0, at) + wide + token.slice(at + 1);
  }),
  {
    name: 'two tokens at once',
    forge: (genuine) => {
      const { token, issuer, attacker, random } = genuine;
      const second = random.pick([token, issue(issuer, attacker, random).token]);
      return token + random.pick(['', '.', ',', ', ', ' ', ';', '\n', '~']) + second;
    },
  },
  rewritten('the scheme of a header, quotes or escapes', (token, random) =>
    random.pick([
      `Bearer ${token}`,
      `bearer:${token}`,
      `"${token}"`,
      `'${token}'`,
      `<${token}>`,
      token.replaceAll('.', '%2E'),
      token.replaceAll('.', '\\u002e'),
      `token=${token}`,
    ]),
  ),
  rewritten('nothing between the dots', (_, random) =>
    random.pick(['.', '..', '...', '....', '. .', '-.-.-', '_._._', 'A.A.A', 'e30.e30.', 'e30.e30.e30']),
  ),
  rewritten('any text', (_, random) => {
    const bytes = random.bytes(1 + random.int(300));
    return `x${random.pick([bytes.toString('latin1'), bytes.toString('base64'), bytes.toString('base64url')])}`;
  }),
  rewritten('three parts of any bytes', (_, random) =>
    Array.from({ length: 3 }, () => encode(random.bytes(1 + random.int(100)))).join('.'),
  ),
  {
    name: 'a token that is longer than any may be',
    forge: (genuine) => ofSize(genuine, LIMIT + genuine.random.int(2000)),
    control: (genuine) => ofSize(genuine, LIMIT / 2),
  },
  rewritten('a text that is longer than any token', (token, random) => {
    const length = LIMIT + random.int(20_000);
    return random.pick(['x'.repeat(length), '.'.repeat(length), `${token}${'A'.repeat(length)}`]);
  }),
  rewritten('something that is no text', (token, random) =>
    random.pick<unknown>([
      0,
      1,
      -1,
      false,
      true,
      [],
      [token],
      [[token]],
      {},
      { token },
      { length: token.length },
      { toString: token },
      { 0: token, length: 1 },
      token.split('.'),
      [...Buffer.from(token)],
      { type: 'Buffer', data: [...Buffer.from(token)] },
    ]),
  ),
];
