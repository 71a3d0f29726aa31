import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { clientAddress } from 'roomkey/server';

/** Names whoever looks at a post, so that each is counted once. */
export type IdentifyVisitor = (request: IncomingMessage, userId: string | undefined) => string;

/** Users by their id. Of anonymous visitors no address is stored, only a hash that needs the secret to be guessed. */
export function createVisitors(secret: string, trustProxy: number): IdentifyVisitor {
  return (request, userId) => {
    if (userId !== undefined) return `user:${userId}`;
    const hash = createHmac('sha256', `visitor:${secret}`);
    hash.update(`${clientAddress(request, trustProxy)}\n${request.headers['user-agent'] ?? ''}`);
    return `anonymous:${hash.digest('base64url')}`;
  };
}
