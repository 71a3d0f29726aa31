import type { Clock } from 'roomkey/server';
import type { Bus } from '../bus/bus.ts';
import { remembered } from './remembered.ts';

/** What this process says about itself beside its database. */
export interface Readiness {
  /** Whether it takes no new work because it is about to end. */
  readonly draining: () => boolean;
  readonly startDraining: () => void;
  /** Whether it reaches the other servers; `none`: there are no others. */
  readonly bus: () => Promise<'ok' | 'down' | 'none'>;
}

export function createReadiness(bus: Pick<Bus, 'isUp'> | null, clock: Clock): Readiness {
  let isDraining = false;
  return {
    draining: () => isDraining,
    startDraining() {
      isDraining = true;
    },
    bus: remembered(async () => {
      if (bus === null) return 'none';
      return (await bus.isUp()) ? 'ok' : 'down';
    }, clock),
  };
}
