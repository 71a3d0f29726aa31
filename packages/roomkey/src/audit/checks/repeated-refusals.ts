import type { Check, Outcome } from '../types.ts';

const COUNT = 6;

export const repeatedRefusals: Check = {
  id: 'repeated-refusals',
  proves: 'A transport is closed after a few refused tokens',
  fix: 'Count refusals per transport and close it after three, and per address beyond that.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    const transport = await target.transport();
    for (let sent = 0; sent < COUNT && transport.open; sent += 1) {
      const answers = transport.accepted + transport.refused;
      transport.requestConnect({ token: 'roomkey-audit' });
      const answered = (): boolean => !transport.open || transport.accepted + transport.refused > answers;
      await transport.until(answered, target.limits.answerMs);
    }
    const closed = await transport.until(() => !transport.open, target.limits.answerMs);
    const { accepted, refused } = transport;
    transport.close();
    const sent = `up to ${COUNT} bad tokens on one transport`;
    if (closed) return { result: 'pass', sent, got: `closed after ${refused}` };
    if (accepted > 0) return { result: 'skipped', sent, got: 'bad tokens are not refused' };
    return { result: 'weak', sent, got: `still open after ${refused} refusals` };
  },
};
