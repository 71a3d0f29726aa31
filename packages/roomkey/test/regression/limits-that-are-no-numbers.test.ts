import { expect, it } from 'vitest';
import { resolveLimits } from '../../src/server/limits/limits.ts';
import type { Limits } from '../../src/server/limits/limits.ts';

// Settings arrive as texts, and what is compared with NaN or undefined is never too much: such limits limited nothing.
it.each([
  ['connectionsPerUser', { connectionsPerUser: '100' }],
  ['connections', { address: { connections: 'many' } }],
  ['connections', { address: { connections: undefined } }],
  ['depth', { payload: { size: 10 } }],
])('refuses %s in %j', (name, limits) => {
  expect(() => resolveLimits(limits as Limits)).toThrow(
    new TypeError(`Limits: "${name}" must be a positive number.`),
  );
});

// Node runs a timer that is set further than this at once: every transport would have been closed.
it.each([2 ** 31, Infinity])('refuses a handshake of %j ms', (handshakeMs) => {
  expect(() => resolveLimits({ handshakeMs })).toThrow(/"handshakeMs"/);
});

// 0 * Infinity is no number, and no number is ever little enough: nobody would have been admitted.
it.each([
  { burst: Infinity, perSecond: Infinity },
  { burst: Infinity, perSecond: 1 },
  { burst: 0.5, perSecond: 1 },
])('refuses the rate %j of an address', (connects) => {
  expect(() => resolveLimits({ address: { connects } })).toThrow(/^Limits: "connects" has/);
});
