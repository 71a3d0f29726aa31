import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** The header in which the HTTP layer, and it alone, tells Better Auth where a request came from. */
export const CLIENT_ADDRESS_HEADER = 'x-board-client-address';

/**
 * Where a request came from. Each trusted proxy has appended the address it saw to `X-Forwarded-For`; what is
 * further left was written by the client, who may claim anything.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const claimed = forwarded.map((part) => part.trim()).filter((part) => part !== '');
  const hops = [...claimed, request.socket.remoteAddress ?? ''];
  return hops.at(-1 - trustedProxies) ?? hops[0] ?? '';
}

/** What is limited as one: an IPv4 address however it is spelled, and a /64, which is what one IPv6 subscriber has. */
export function addressGroup(address: string): string {
  const [bare = ''] = address.split('%', 1);
  if (!isIPv6(bare)) return address;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function groupsOf(address: string): readonly number[] {
  // The URL parser spells every IPv6 address in one way, without dots.
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [parseGroups(left), parseGroups(right ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

const parseGroups = (text: string): readonly number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

const bytesOf = (group: number): readonly number[] => [group >> 8, group & 0xff];
