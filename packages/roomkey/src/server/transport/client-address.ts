import { isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';

/**
 * Where a request came from. Each trusted proxy has appended the address it saw to `X-Forwarded-For`; what is
 * further left was written by the client, who may claim anything.
 *
 * @example
 * app.use((request, _response, next) => { log(clientAddress(request, 1)); next(); });
 */
export function clientAddress(request: IncomingMessage, trustedProxies = 0): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const claimed = forwarded.map(withoutPort).filter((part) => part !== '');
  const hops = [...claimed, direct];
  return hops.at(-1 - trustedProxies) ?? hops[0] ?? '';
}

/** Some proxies write the port along with the address. */
const WITH_PORT = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/;

function withoutPort(part: string): string {
  const text = part.trim();
  const [, bracketed, plain] = WITH_PORT.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

/**
 * What is limited as one: an IPv4 address however it is spelled, and a /64 of IPv6, which one customer usually has
 * (RFC 6177).
 *
 * @example
 * addressKey('2001:db8:1:2::7'); // '2001:db8:1:2::/64'
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join('.');
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

function groupsOf(address: string): readonly number[] {
  // The URL parser spells every IPv6 address in one way, without dots.
  const [left = '', right = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [parseGroups(left), parseGroups(right)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

const parseGroups = (text: string): readonly number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

const bytesOf = (group: number): readonly number[] => [group >> 8, group & 0xff];
