import type { Check, Outcome } from '../types.ts';

const COUNT = 4;

export const pendingConnects: Check = {
  id: 'pending-connects',
  proves: 'One transport holds one connection of a namespace',
  fix: 'Allow one pending CONNECT per transport and namespace, and close the transport at a second.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    const token = await target.tokens.valid();
    const transport = await target.transport();
    for (let sent = 0; sent < COUNT; sent += 1) transport.requestConnect(token === null ? {} : { token });
    const answered = (): boolean => !transport.open || transport.accepted + transport.refused >= COUNT;
    await transport.until(answered, target.limits.answerMs * 2);
    const { accepted, refused, open } = transport;
    transport.close();
    const sent = `${COUNT} CONNECT packets on one transport`;
    if (accepted > 1) return { result: 'weak', sent, got: `${accepted} connections on it` };
    if (accepted === 0 && refused > 0 && open)
      return { result: 'skipped', sent, got: 'the handshake was refused; give a valid token' };
    return { result: 'pass', sent, got: open ? 'one connection' : 'the transport was closed' };
  },
};
