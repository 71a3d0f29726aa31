import type { ReauthorizeReceipt, ReauthorizeTarget } from '../connections/reauthorize.ts';
import type { RevokeReceipt } from '../connections/revoke.ts';
import type { RevokeTarget } from '../identity/revocations.ts';
import type { ReauthorizationEvent, RevocationEvent } from './events.ts';
import type { Observers } from './observers.ts';

/** What a server does when the application tells it to. */
export interface Orders {
  readonly revoke: (target: RevokeTarget) => Promise<RevokeReceipt>;
  readonly reauthorize: (target: ReauthorizeTarget) => Promise<ReauthorizeReceipt>;
}

type KeyOf = (target: Extract<ReauthorizeTarget, { readonly room: string }>) => string;

/** Tells what orders did, on the server that was given them, when they return. */
export function tellReceipts({ revoke, reauthorize }: Orders, observers: Observers, keyOf: KeyOf): Orders {
  return {
    async revoke(target) {
      const receipt = await revoke(target);
      if (observers.any) observers.tell({ type: 'revocation', ...revoked(target), ...receipt });
      return receipt;
    },
    async reauthorize(target) {
      const receipt = await reauthorize(target);
      if (observers.any)
        observers.tell({ type: 'reauthorization', ...reauthorized(target, keyOf), ...receipt });
      return receipt;
    },
  };
}

const revoked = (target: RevokeTarget): Pick<RevocationEvent, 'target' | 'id'> =>
  target.sessionId === undefined
    ? { target: 'user', id: target.userId }
    : { target: 'session', id: target.sessionId };

const reauthorized = (
  target: ReauthorizeTarget,
  keyOf: KeyOf,
): Pick<ReauthorizationEvent, 'target' | 'id'> =>
  target.userId === undefined ? { target: 'room', id: keyOf(target) } : { target: 'user', id: target.userId };
