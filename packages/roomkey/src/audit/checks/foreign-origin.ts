import type { HttpAnswer } from '../http.ts';
import type { Check, Outcome } from '../types.ts';

/** Reserved for examples (RFC 2606): it is nobody's page. */
const FOREIGN = 'https://roomkey-audit.example';
const SWITCHED = 101;

export const foreignOrigin: Check = {
  id: 'foreign-origin',
  proves: 'Pages of other sites cannot open connections',
  fix: 'Compare the Origin header exactly in "allowRequest": the "cors" option does not cover WebSocket.',
  async run(target): Promise<Outcome> {
    const headers = { origin: FOREIGN };
    const upgrade = await target.http({ transport: 'websocket', headers });
    const polling = await target.http({ transport: 'polling', headers });
    return { sent: 'two handshakes with the Origin of another site', ...judge(upgrade, polling) };
  },
};

function judge(upgrade: HttpAnswer, polling: HttpAnswer): Omit<Outcome, 'sent'> {
  const granted = polling.headers['access-control-allow-origin'];
  const withCookies = polling.headers['access-control-allow-credentials'] === 'true';
  if (granted === FOREIGN && withCookies)
    return {
      result: 'fail',
      got: 'the other site may read polled answers, cookies of its visitors included',
    };
  if (upgrade.status === SWITCHED)
    return { result: 'weak', got: 'the WebSocket opened: harmless only while no cookie signs anybody in' };
  if (granted !== undefined) return { result: 'weak', got: 'the other site may read polled answers' };
  return { result: 'pass', got: `HTTP ${upgrade.status}` };
}
