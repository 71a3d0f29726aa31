import type { Delivery } from '../../contract/index.ts';
import { sendLatest } from './latest.ts';
import type { LatestParts } from './latest.ts';
import { sendEach } from './send.ts';
import type { Send } from './send.ts';

/** How each kind of event travels. */
export const createSenders = (parts: LatestParts): Readonly<Record<Delivery, Send>> => ({
  reliable: sendEach(parts.namespace, 'reliable'),
  volatile: sendEach(parts.namespace, 'volatile'),
  latest: sendLatest(parts),
});
