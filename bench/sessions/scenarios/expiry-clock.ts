import { startChild } from '../support/child.ts';
import type { Samples, Scenario, Size } from '../scenario.ts';

const SESSIONS = 50_000;

/** 50,000 sessions on one clock against a timer each; no sockets. */
export const expiryClock = (size: Size): Scenario => ({
  name: `Expiry of ${SESSIONS.toLocaleString('en')} sessions, without sockets`,
  metrics: {
    lateness: { label: 'lateness, `exp` in whole seconds', unit: 'ms', better: 'lower' },
    latenessAnyMs: { label: 'lateness, deadlines at any millisecond', unit: 'ms', better: 'lower' },
    arm: { label: 'CPU to arm one', unit: 'µs', better: 'lower' },
    move: { label: 'CPU to move one (a refresh)', unit: 'µs', better: 'lower' },
    heap: { label: 'heap per session', unit: 'bytes', better: 'lower' },
  },
  controls: { timers: 'a timer each' },
  rounds: size === 'full' ? 6 : 1,
  async run(variant) {
    await using child = startChild('subjects/clock.ts', [variant, String(SESSIONS)]);
    return (await child.next()) as Samples;
  },
});
