import type { Target } from '../target.ts';
import type { Check, Outcome } from '../types.ts';

const KIB = 1024;
const GENEROUS = 72 * KIB;
const BOUNDLESS = 2 * KIB * KIB;

export const messageSize: Check = {
  id: 'message-size',
  proves: 'Messages are limited to 64 KiB or less',
  fix: 'Set "maxHttpBufferSize" to what your largest message needs, 32 KiB say; the default is 1 MB.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    const sent = 'one message of 72 KiB and, where it was taken, one of 2 MiB';
    const generous = await isTaken(target, GENEROUS);
    if (generous === null) return { result: 'skipped', sent: 'nothing', got: 'the handshake was refused' };
    if (!generous) return { result: 'pass', sent, got: 'closed at 72 KiB' };
    return (await isTaken(target, BOUNDLESS)) === true
      ? { result: 'fail', sent, got: '2 MiB were taken' }
      : { result: 'weak', sent, got: '72 KiB were taken' };
  },
};

/** A server closes the connection at a message above its limit. */
async function isTaken(target: Target, bytes: number): Promise<boolean | null> {
  const visit = await target.enter();
  if (!visit.accepted) return null;
  await visit.ask('roomkey-audit', 'x'.repeat(bytes));
  const taken = visit.open;
  visit.close();
  return taken;
}
