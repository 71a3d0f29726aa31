import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../testing/index.ts';
import { createAddresses } from './addresses.ts';

function setUp(limits: Partial<Parameters<typeof createAddresses>[0]> = {}) {
  const clock = createFakeClock();
  const rate = { burst: 100, perSecond: 1 };
  return {
    clock,
    addresses: createAddresses({ connections: 2, connects: rate, refusals: rate, ...limits }, clock),
  };
}

describe('an address', () => {
  it('has so many open transports, and no other address takes them', () => {
    const { addresses } = setUp();
    const [one, two, three] = ['a', 'a', 'a'].map((address) => addresses.enter(address));
    expect([one, two, three]).toEqual([expect.anything(), expect.anything(), null]);
    expect([addresses.admits('a'), addresses.admits('b')]).toEqual([false, true]);
  });

  it('can open another when one was closed', () => {
    const { addresses } = setUp();
    const use = addresses.enter('a');
    addresses.enter('a');
    if (use !== null) addresses.leave(use);
    expect(addresses.admits('a')).toBe(true);
    expect(addresses.enter('a')).not.toBe(null);
    expect(addresses.enter('a')).toBe(null);
  });

  it('opens no more than its rate, whether they stay open or not', () => {
    const { clock, addresses } = setUp({ connects: { burst: 3, perSecond: 1 } });
    expect(Array.from({ length: 4 }, () => addresses.admits('a'))).toEqual([true, true, true, false]);
    clock.advance(1_000);
    expect([addresses.admits('a'), addresses.admits('a')]).toEqual([true, false]);
  });

  it('is not admitted after too many refusals, until some are forgiven', () => {
    const { clock, addresses } = setUp({ refusals: { burst: 2, perSecond: 1 } });
    const use = addresses.enter('a');
    if (use === null) throw new Error('Not entered');
    addresses.refused(use);
    expect(addresses.admits('a')).toBe(true);
    addresses.refused(use);
    expect([addresses.admits('a'), addresses.admits('b')]).toEqual([false, true]);
    clock.advance(1_000);
    expect(addresses.admits('a')).toBe(true);
  });

  it('pays no rate for what its refusals or its open transports forbid', () => {
    const { addresses } = setUp({ connections: 1, connects: { burst: 2, perSecond: 1 } });
    const use = addresses.enter('a');
    for (let count = 0; count < 10; count += 1) addresses.admits('a');
    if (use !== null) addresses.leave(use);
    expect([addresses.admits('a'), addresses.admits('a'), addresses.admits('a')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
