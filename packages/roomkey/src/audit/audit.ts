import { CHECKS } from './checks/index.ts';
import type { SocketIoClient } from './connect.ts';
import { Unreachable, UsageError } from './failures.ts';
import { createTarget } from './target.ts';
import type { Target } from './target.ts';
import type { AuditOptions, Check, Finding, Outcome } from './types.ts';
import { delay } from './words.ts';

const RESTART_STEPS = 10;
const RESTART_STEP_MS = 500;

/**
 * Asks everything, one question after the other.
 *
 * @throws Unreachable when there is no Socket.IO server from the start; UsageError for a token that is not accepted
 */
export async function audit(client: SocketIoClient, options: AuditOptions): Promise<readonly Finding[]> {
  const target = createTarget(client, options);
  await target.anonymous();
  await assertTokenWorks(target);
  const findings: Finding[] = [];
  let state: 'up' | 'down' | 'gone' = 'up';
  for (const check of CHECKS) {
    if (state === 'down') state = (await comesBack(target)) ? 'up' : 'gone';
    const { down, ...outcome } = state === 'gone' ? skipped('the server is gone') : await ask(target, check);
    if (down === true) state = 'down';
    findings.push({ id: check.id, proves: check.proves, ...outcome, fix: check.fix });
  }
  return findings;
}

interface Asked extends Outcome {
  readonly down?: boolean;
}

async function ask(target: Target, check: Check): Promise<Asked> {
  if (check.disturbs === true && !target.loopback) return skipped('could disturb: on loopback only');
  try {
    const outcome = await check.run(target);
    if (check.disturbs !== true || (await target.alive())) return outcome;
    if (outcome.result === 'fail') return { ...outcome, down: true };
    return { ...outcome, result: 'fail', got: 'the server went down', down: true };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { result: 'fail', sent: 'what the check needs', got: 'the server stopped answering', down: true };
  }
}

const skipped = (got: string): Asked => ({ result: 'skipped', sent: 'nothing', got });

/** Many servers are started again by their supervisor. */
async function comesBack(target: Target): Promise<boolean> {
  for (let step = 0; step < RESTART_STEPS; step += 1) {
    if (await target.alive()) return true;
    await delay(RESTART_STEP_MS);
  }
  return false;
}

/** Every check that needs a login would pass for the wrong reason. */
async function assertTokenWorks(target: Target): Promise<void> {
  const genuine = await target.genuine();
  if (genuine !== null && (genuine.refusal !== null || genuine.session?.state === 'anonymous'))
    throw new UsageError('The server does not accept the token that was given as valid.');
}
