import type { Check, Outcome } from '../types.ts';

export const stateRecovery: Check = {
  id: 'state-recovery',
  proves: 'Connection state recovery is off',
  fix: 'Remove "connectionStateRecovery": a recovered connection is not authenticated anew. Rejoin and catch up after the handshake instead.',
  async run(target): Promise<Outcome> {
    const visit = await target.enter();
    const sent = 'a handshake; only its answer was read';
    if (!visit.accepted)
      return { result: 'skipped', sent, got: 'the handshake was refused; give a valid token' };
    visit.close();
    return visit.recovery
      ? { result: 'fail', sent, got: 'the answer offers recovery' }
      : { result: 'pass', sent, got: 'the answer offers none' };
  },
};
