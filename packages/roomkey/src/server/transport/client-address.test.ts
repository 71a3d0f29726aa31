import type { IncomingMessage } from 'node:http';
import { assert, ipV4, ipV6, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress } from './client-address.ts';

const requestFrom = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('where a request came from', () => {
  it.each<[string, number, string | undefined, string]>([
    ['without proxies is where its connection did', 0, undefined, '10.0.0.1'],
    ['without proxies is nothing that a client claims', 0, '1.2.3.4', '10.0.0.1'],
    ['behind one proxy is what that proxy saw', 1, '1.2.3.4', '1.2.3.4'],
    ['behind one proxy is not what the client claims', 1, '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['behind two proxies is what the first of them saw', 2, '6.6.6.6, 1.2.3.4, 10.0.0.2', '1.2.3.4'],
    ['that a proxy tells nothing about is the proxy', 1, undefined, '10.0.0.1'],
    ['that a proxy tells nothing about is the proxy, also with commas', 1, ' , ,', '10.0.0.1'],
    ['with fewer proxies than trusted is the furthest that was seen', 3, '1.2.3.4', '1.2.3.4'],
    ['is written with any spaces', 1, ' 6.6.6.6 ,   1.2.3.4 ', '1.2.3.4'],
  ])('%s', (...[, proxies, forwarded, address]) => {
    expect(clientAddress(requestFrom('10.0.0.1', forwarded), proxies)).toBe(address);
  });

  it('is nothing when the connection is gone', () => {
    expect(clientAddress(requestFrom(undefined))).toBe('');
  });

  it('is never what a client wrote, as long as the proxy appends', () => {
    const claims = stringMatching(/^[\d.,:a-f\]["; ]{0,60}$/);
    assert(
      property(claims, ipV4(), (claim, seen) => {
        expect(clientAddress(requestFrom('10.0.0.1', `${claim}, ${seen}`), 1)).toBe(seen);
      }),
      { seed: 1 },
    );
  });
});

/** All eight groups, by the platform's own reading of addresses. */
function expand(address: string): readonly string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groupsOf = (part: string | undefined): readonly string[] => part?.split(':').filter(Boolean) ?? [];
  const [left, right] = [groupsOf(head), groupsOf(tail)];
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

describe('the key of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8:1::5:6', '2001:db8:1:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%25eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
    ['1:2:3', '1:2:3'],
    [':::', ':::'],
    ['::1::2', '::1::2'],
    ['999.1.1.1', '999.1.1.1'],
  ])('%j is %j', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('is the same for all of a /64, and for no other', () => {
    assert(
      property(ipV6(), ipV6(), (first, second) => {
        const [one, two] = [first, second].map((address) => expand(address).slice(0, 4).join(':'));
        expect(addressKey(first) === addressKey(second)).toBe(one === two);
        const neighbour = `${expand(first).slice(0, 4).join(':')}:${expand(second).slice(4).join(':')}`;
        expect(addressKey(neighbour)).toBe(`${one}::/64`);
        expect(addressKey(neighbour.toUpperCase())).toBe(`${one}::/64`);
      }),
      { seed: 1 },
    );
  });
});
