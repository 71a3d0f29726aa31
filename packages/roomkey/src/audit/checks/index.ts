import type { Check } from '../types.ts';
import { anonymousHandshake } from './anonymous-handshake.ts';
import { claimedIdentity } from './claimed-identity.ts';
import { compression } from './compression.ts';
import { expiredToken } from './expired-token.ts';
import { foreignOrigin } from './foreign-origin.ts';
import { forgedAuthor } from './forged-author.ts';
import { malformedPayloads } from './malformed-payloads.ts';
import { malformedToken } from './malformed-token.ts';
import { messageSize } from './message-size.ts';
import { outlivedToken } from './outlived-token.ts';
import { ownKeyToken } from './own-key-token.ts';
import { queryToken } from './query-token.ts';
import { refusals } from './refusals.ts';
import { repeatedRefusals } from './repeated-refusals.ts';
import { resignedToken } from './resigned-token.ts';
import { stateRecovery } from './state-recovery.ts';
import { tamperedToken } from './tampered-token.ts';
import { tokenTail } from './token-tail.ts';
import { unauthenticatedEvents } from './unauthenticated-events.ts';
import { unknownEvents } from './unknown-events.ts';
import { unsignedToken } from './unsigned-token.ts';
import { wrongIds } from './wrong-ids.ts';

/** In the order in which they run: what could disturb comes last, and what could end the process at the end. */
export const CHECKS: readonly Check[] = [
  anonymousHandshake,
  unauthenticatedEvents,
  malformedToken,
  unsignedToken,
  resignedToken,
  ownKeyToken,
  tamperedToken,
  tokenTail,
  queryToken,
  claimedIdentity,
  refusals,
  forgedAuthor,
  foreignOrigin,
  stateRecovery,
  compression,
  outlivedToken,
  // After the one that may have waited for a token to end.
  expiredToken,
  repeatedRefusals,
  unknownEvents,
  messageSize,
  wrongIds,
  malformedPayloads,
];
