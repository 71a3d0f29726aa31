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

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** One customer usually has a whole /64 of IPv6 addresses (RFC 6177); those count as one. */
export function addressKey(address: string): string {
  const plain = address.replace(/%.*$/, '');
  const mapped = MAPPED_IPV4.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(plain) ? networkOf(plain) : plain;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
