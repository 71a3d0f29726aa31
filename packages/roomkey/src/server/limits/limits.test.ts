import { describe, expect, it } from 'vitest';
import { resolveLimits } from './limits.ts';
import type { Limits } from './limits.ts';

describe('limits', () => {
  it('are those of applications for people', () => {
    const defaults = {
      handshakeMs: 10_000,
      address: {
        connections: 1_000,
        connects: { burst: 1_000, perSecond: 50 },
        refusals: { burst: 300, perSecond: 5 },
      },
      connectionsPerUser: 100,
      roomsPerConnection: 128,
      queuedBytes: 1_048_576,
      payload: { size: 32_768, depth: 32 },
      requests: 'contract',
    };
    expect(resolveLimits()).toEqual(defaults);
    expect(resolveLimits({})).toEqual(defaults);
  });

  it('change one by one', () => {
    expect(resolveLimits({ connectionsPerUser: 3 })).toEqual({ ...resolveLimits(), connectionsPerUser: 3 });
    expect(resolveLimits({ address: { connections: 3 } }).address).toEqual({
      ...resolveLimits().address,
      connections: 3,
    });
  });

  it('are taken away by null', () => {
    const none = {
      address: null,
      connectionsPerUser: null,
      roomsPerConnection: null,
      queuedBytes: null,
      payload: null,
      requests: null,
    };
    expect(resolveLimits(none)).toEqual({
      handshakeMs: 10_000,
      address: null,
      connectionsPerUser: Infinity,
      roomsPerConnection: Infinity,
      queuedBytes: Infinity,
      payload: { size: Infinity, depth: Infinity },
      requests: null,
    });
  });

  it.each<[string, Limits]>([
    ['handshakeMs', { handshakeMs: 0 }],
    ['connections', { address: { connections: 0 } }],
    ['connectionsPerUser', { connectionsPerUser: -1 }],
    ['roomsPerConnection', { roomsPerConnection: NaN }],
    ['queuedBytes', { queuedBytes: 0 }],
    ['size', { payload: { size: 0, depth: 1 } }],
    ['depth', { payload: { size: 1, depth: -1 } }],
  ])('do not start with a wrong %s', (name, limits) => {
    expect(() => resolveLimits(limits)).toThrow(
      new TypeError(`Limits: "${name}" must be a positive number.`),
    );
  });

  it.each([
    [{ burst: 0, perSecond: 1 }, '"burst" is no whole number'],
    [{ burst: 1.5, perSecond: 1 }, '"burst" is no whole number'],
    [{ burst: 1, perSecond: 0 }, '"perSecond" is no positive number'],
    [{ burst: 1, perSecond: NaN }, '"perSecond" is no positive number'],
  ])('do not start with the rate %j', (rate, fault) => {
    for (const name of ['connects', 'refusals'])
      expect(() => resolveLimits({ address: { [name]: rate } })).toThrow(
        new TypeError(`Limits: "${name}" has a limit whose ${fault}.`),
      );
  });
});
