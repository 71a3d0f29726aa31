import { NOW_SEC } from '../issuers.ts';
import type { Claims } from '../issuers.ts';
import type { Genuine, Mutation } from '../mutation.ts';
import type { Random } from '../random.ts';

/** Signed by the issuer's own key, and still no token for us. */
function signed(name: string, payload: (claims: Claims, genuine: Genuine) => unknown): Mutation {
  return {
    name,
    forge: (genuine) => genuine.issuer.sign(genuine.issuer.header, payload(genuine.claims, genuine)),
    control: ({ issuer, claims }) => issuer.sign(issuer.header, claims),
  };
}

/** One claim replaced; `undefined` leaves it out. */
const replaced = (name: string, claim: string, value: (random: Random) => unknown): Mutation =>
  signed(name, (claims, { random }) => ({ ...claims, [claim]: value(random) }));

const notNumber = (random: Random): unknown =>
  random.pick<unknown>([null, String(NOW_SEC), '', true, [], [NOW_SEC], {}, { $gt: 0 }, 'Infinity']);
const notText = (random: Random): unknown =>
  random.pick<unknown>([null, 0, 1, true, false, [], ['ada'], {}, { $gt: '' }, { toString: 'ada' }]);
const tooLong = (random: Random): string => 'x'.repeat(256 + random.int(1000));
const missing = (): undefined => undefined;

const timeOf = (claims: Claims, claim: 'iat' | 'exp'): number => Number(claims[claim]);

const raw = (text: string): Buffer => Buffer.from(text, 'latin1');

export const claimMutations: readonly Mutation[] = [
  replaced('no exp', 'exp', missing),
  replaced('an exp that is no number', 'exp', notNumber),
  replaced('an exp before all time', 'exp', (random) => random.pick([0, -1, -NOW_SEC, -1e308])),
  replaced('an exp at the end of time', 'exp', (random) =>
    random.pick([1e308, 2 ** 53, 2 ** 63, 8.64e12, NOW_SEC * 1000]),
  ),
  signed('a life that is too long', (claims, { random }) => ({
    ...claims,
    exp: timeOf(claims, 'iat') + 3601 + random.int(40 * 86_400),
  })),
  signed('an end before the beginning', (claims, { random }) => ({
    ...claims,
    exp: timeOf(claims, 'iat') - random.int(3600),
  })),
  replaced('no iat', 'iat', missing),
  replaced('an iat that is no number', 'iat', notNumber),
  replaced('an iat before all time', 'iat', (random) => random.pick([0, -1, -1e308])),
  signed('an iat in the future', (claims, { random }) => {
    const iat = NOW_SEC + 2 + random.int(7200);
    return { ...claims, iat, exp: iat + 600 };
  }),
  replaced('an nbf in the future', 'nbf', (random) => NOW_SEC + 1 + random.int(7200)),
  replaced('an nbf that is no number', 'nbf', notNumber),
  replaced('no iss', 'iss', missing),
  replaced('the iss of somebody else', 'iss', (random) =>
    random.pick<unknown>([
      'https://issuer.test/',
      'https://ISSUER.test',
      'https://issuer.test.evil.test',
      'http://issuer.test',
      ' https://issuer.test',
      '',
      ['https://issuer.test'],
      { iss: 'https://issuer.test' },
      null,
      0,
      true,
    ]),
  ),
  replaced('no aud', 'aud', missing),
  replaced('the aud of somebody else', 'aud', (random) =>
    random.pick<unknown>([
      'https://app.test/',
      'https://other.test',
      'https://app.tes',
      '*',
      '',
      null,
      1,
      [],
      ['https://other.test'],
      [['https://app.test']],
      { 0: 'https://app.test', length: 1 },
    ]),
  ),
  replaced('no sub', 'sub', missing),
  replaced('a sub that is no text', 'sub', notText),
  replaced('a sub that is empty', 'sub', () => ''),
  replaced('a sub that is too long', 'sub', tooLong),
  replaced('no sid where one is required', 'sid', missing),
  replaced('a sid that is no text', 'sid', notText),
  replaced('a sid that is empty or too long', 'sid', (random) => random.pick(['', tooLong(random)])),
  signed('claims in an array', (claims, { random }) =>
    random.pick<unknown>([[], [claims], Object.entries(claims), [[claims]]]),
  ),
  signed('claims that are no object', (claims, { random }) =>
    random.pick<unknown>([null, true, 0, NOW_SEC, '', 'ada', JSON.stringify(claims)]),
  ),
  signed('claims that are no JSON', (claims, { random }) => {
    const text = JSON.stringify(claims);
    const wrong = [
      text.slice(0, -1),
      text.slice(1),
      `${text},`,
      `${text} x`,
      `${text}${text}`,
      text.replaceAll('"', "'"),
      text.replace(/"exp":\d+/, '"exp":NaN'),
      text.replace(/"exp":\d+/, '"exp":Infinity'),
      text.replace(/"exp":(\d+)/, '"exp":0$1'),
      text.replace(/"exp":(\d+)/, '"exp":+$1'),
      text.replace('"role"', 'role'),
      `/**/${text}`,
      `${text}\0`,
      ' ',
    ];
    return raw(random.pick(wrong));
  }),
  signed('claims that are no UTF-8', (claims, { random }) =>
    raw(JSON.stringify({ ...claims, x: random.pick(['\xff', '\xc0\xaf', '\xed\xa0\x80', '\xf5']) })),
  ),
  signed('claims that are UTF-16', (claims) => Buffer.from(JSON.stringify(claims), 'utf16le')),
  signed('claims in a prototype', (claims) => raw(`{"__proto__":${JSON.stringify(claims)}}`)),
  signed('claims one level too deep', (claims, { random }) => ({
    [random.pick(['claims', 'payload', 'jwt', ''])]: claims,
  })),
  signed('a token as the payload of a token', (_, { token, random }) =>
    random.pick<unknown>([raw(token), token, { jwt: token }]),
  ),
];
