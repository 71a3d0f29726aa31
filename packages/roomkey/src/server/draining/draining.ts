import type { Clock } from '../clock.ts';
import type { Registry } from '../connections/registry.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Observers } from '../observe/observers.ts';
import { destroy } from '../transport/engine.ts';
import { planDrain } from './plan.ts';
import type { DrainOptions, DrainPlan } from './plan.ts';
import { byTransport, release } from './release.ts';
import type { Passengers } from './release.ts';

/** What a drain did by the time it returned. */
export interface DrainReceipt {
  /** Connections that there were. */
  readonly connections: number;
  /** Connections among them that were cut off, since something on them did not come to an end in time. */
  readonly forced: number;
  readonly durationMs: number;
}

/** Lets a server go away without anybody losing what was acknowledged. */
export interface Draining {
  /** From then on nobody is let in. */
  readonly isOn: boolean;
  /** Once; whoever calls again gets the same receipt. @throws TypeError when a time is none that can be kept */
  start(options?: DrainOptions): Promise<DrainReceipt>;
}

export interface DrainingParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly registry: Registry<User>;
  readonly observers: Observers;
  /** Nobody is left on this server. */
  readonly onEmpty: () => void;
  readonly random?: () => number;
}

export function createDraining<User extends BaseUser>(parts: DrainingParts<User>): Draining {
  const { clock, registry, observers, onEmpty } = parts;
  let running: Promise<DrainReceipt> | null = null;

  const run = async (all: readonly Passengers<User>[], plan: DrainPlan): Promise<DrainReceipt> => {
    const startedAt = clock.now();
    const connections = registry.size;
    const forced = await empty(parts, all, plan);
    // What was written in this turn of the event loop leaves at its end; a process that exits now would lose it.
    await new Promise((resolve) => setImmediate(resolve));
    onEmpty();
    const receipt = { connections, forced, durationMs: clock.now() - startedAt };
    if (observers.any) observers.tell({ type: 'drain', ...receipt });
    return receipt;
  };

  return {
    get isOn() {
      return running !== null;
    },
    start(options = {}) {
      if (running !== null) return running;
      const all = byTransport(registry.all());
      running = run(all, planDrain(all.length, options));
      return running;
    },
  };
}

/** Resolves to how many connections had to be cut off. */
async function empty<User extends BaseUser>(
  { clock, random = Math.random }: DrainingParts<User>,
  all: readonly Passengers<User>[],
  plan: DrainPlan,
): Promise<number> {
  let isLate = false;
  let timer: unknown;
  const late = new Promise<void>((resolve) => {
    timer = clock.setTimeout(() => {
      isLate = true;
      resolve();
    }, plan.withinMs);
  });
  const releaseAll = async (): Promise<void> => {
    const released: Promise<void>[] = [];
    for (const [index, passengers] of all.entries()) {
      if (index > 0 && index % plan.perBatch === 0) await pause(clock, plan.batchMs);
      if (isLate) return;
      const reconnectAfterMs = Math.floor(random() * plan.reconnectWithinMs);
      released.push(release(passengers, { clock, lingerMs: plan.lingerMs, reconnectAfterMs }));
    }
    await Promise.all(released);
  };
  await Promise.race([releaseAll(), late]);
  clock.clearTimeout(timer);
  return isLate ? cut(all) : 0;
}

function cut<User extends BaseUser>(all: readonly Passengers<User>[]): number {
  let forced = 0;
  for (const { transport, connections } of all) {
    const left = connections.filter(({ socket }) => socket.connected).length;
    if (left === 0) continue;
    forced += left;
    destroy(transport);
  }
  return forced;
}

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.setTimeout(resolve, ms));
