import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createOriginCheck } from './origins.ts';

const from = (origin: string | undefined, host: string | undefined = 'app.test'): IncomingMessage =>
  ({ headers: { ...(origin === undefined ? {} : { origin }), host } }) as unknown as IncomingMessage;

/** What no browser writes for a page of `https://app.test`. */
const LOOKALIKES = [
  'null',
  '',
  'https://app.test.evil.test',
  'https://evil.test/https://app.test',
  'https://app.test@evil.test',
  'https://evil.test#app.test',
  'https://evil.test?app.test',
  'https://xapp.test',
  'https://appxtest',
  'https://sub.app.test',
  'https://app.test:8443',
  'https://app.test.',
  'https://app.tеst',
  'app.test',
  '//app.test',
  'https://',
];

describe('pages of listed origins', () => {
  const isAllowed = createOriginCheck(['https://app.test', 'http://localhost:5173'], undefined);

  it.each(['https://app.test', 'http://localhost:5173'])('may connect from %s', (origin) => {
    expect(isAllowed(from(origin))).toBe(true);
  });

  it.each([
    ...LOOKALIKES,
    'http://app.test',
    'https://app.test/',
    'https://app.test:443',
    'HTTPS://APP.TEST',
    'http://localhost',
    'http://localhost:5174',
    'http://127.0.0.1:5173',
  ])('are no pages of %j', (origin) => {
    expect(isAllowed(from(origin))).toBe(false);
  });

  it('are the only ones: the host that was asked is not added', () => {
    expect(isAllowed(from('https://other.test', 'other.test'))).toBe(false);
    expect(createOriginCheck([], undefined)(from('https://app.test'))).toBe(false);
  });
});

describe('pages without a list', () => {
  const isAllowed = createOriginCheck(undefined, false);

  it.each([
    ['https://app.test', 'app.test'],
    ['http://app.test', 'app.test'],
    ['https://app.test', 'APP.test'],
    ['http://localhost:3000', 'localhost:3000'],
    ['http://[::1]:3000', '[::1]:3000'],
  ])('may connect from %s to the host %s', (origin, host) => {
    expect(isAllowed(from(origin, host))).toBe(true);
  });

  it.each([...LOOKALIKES, 'file://', 'https://app.test:80'])('may not from %j', (origin) => {
    expect(isAllowed(from(origin))).toBe(false);
  });

  it('may not when it is unknown which host was asked', () => {
    expect(isAllowed({ headers: { origin: 'https://app.test' } } as unknown as IncomingMessage)).toBe(false);
  });
});

describe('the origins of Socket.IO’s own "cors"', () => {
  it.each([
    ['a text', 'https://other.test'],
    ['a list', ['https://more.test', 'https://other.test']],
  ])('count beside the host that was asked: %s', (_what, origin) => {
    const isAllowed = createOriginCheck(undefined, { origin });
    expect(isAllowed(from('https://other.test'))).toBe(true);
    expect(isAllowed(from('https://app.test'))).toBe(true);
    expect(isAllowed(from('https://evil.test'))).toBe(false);
  });

  it.each(['*', true])('%j is any', (origin) => {
    expect(createOriginCheck(undefined, { origin })(from('https://evil.test'))).toBe(true);
  });

  it.each([false, undefined])('%j is none', (origin) => {
    expect(createOriginCheck(undefined, { origin })(from('https://evil.test'))).toBe(false);
  });

  it('do not count beside a list of our own', () => {
    const isAllowed = createOriginCheck(['https://app.test'], { origin: '*' });
    expect(isAllowed(from('https://evil.test'))).toBe(false);
  });

  it.each([[/app\.test$/], [[/app\.test$/]], [() => undefined], [['https://app.test', 1]], [7]])(
    'have to be a list that can be read: not %s',
    (origin) => {
      expect(() => createOriginCheck(undefined, { origin })).toThrow(TypeError);
    },
  );
});

it('requests without an origin are of no browser', () => {
  expect(createOriginCheck(['https://app.test'], undefined)(from(undefined))).toBe(true);
  expect(createOriginCheck(undefined, undefined)(from(undefined))).toBe(true);
});

it('any origin may be allowed', () => {
  expect(createOriginCheck('any', undefined)(from('null'))).toBe(true);
});

it.each([
  'app.test',
  '*',
  'https://app.test/',
  'https://app.test/path',
  '',
  'null',
  '//app.test',
  'https://',
])('does not start with %j for an origin', (origin) => {
  expect(() => createOriginCheck([origin], undefined)).toThrow(/is no origin/);
});
