import type { IncomingMessage } from 'node:http';

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
