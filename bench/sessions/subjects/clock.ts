import { systemClock } from 'roomkey/server';
import { createExpiryClock } from '../../../packages/roomkey/src/server/connections/expiry-clock.ts';
import { createTimerEach } from '../controls/timer-each.ts';
import type { Entry } from '../controls/timer-each.ts';
import { cpuMs, settledMemory } from '../support/measure.ts';
import type { Samples } from '../scenario.ts';

const DEADLINE_MS = 30_000;

/** Arms, moves and waits for `count` sessions on one kind of clock, in a process that does nothing else. */
async function measure(variant: string, count: number): Promise<Samples> {
  const entries = Array.from({ length: count }, (_, index): Entry => ({ index, timer: undefined }));
  const deadlines = new Float64Array(count);
  let fired: Fired | undefined;
  const onExpired = ({ index }: Entry): void => fired?.add(Date.now() - (deadlines[index] ?? 0));
  const clock =
    variant === 'roomkey'
      ? createExpiryClock<Entry>({ clock: systemClock, onExpired })
      : createTimerEach(onExpired);

  const setAll = (deadlineOf: (index: number) => number): number => {
    for (const index of deadlines.keys()) deadlines[index] = deadlineOf(index);
    const before = cpuMs();
    for (const entry of entries) clock.set(entry, deadlines[entry.index] ?? 0);
    return ((cpuMs() - before) * 1000) / count;
  };
  const expireAll = async (deadlineOf: (index: number) => number): Promise<readonly number[]> => {
    fired = collect(count);
    setAll(deadlineOf);
    return fired.all;
  };

  const wholeSec = Math.ceil(Date.now() / 1000) * 1000;
  const before = await settledMemory();
  const arm = setAll((index) => wholeSec + 600_000 + (index % 600) * 1000);
  const after = await settledMemory();
  const move = setAll((index) => wholeSec + 1_200_000 + (index % 600) * 1000);
  const soonSec = Math.ceil(Date.now() / 1000 + 1) * 1000;
  const lateness = await expireAll((index) => soonSec + (index % 2) * 1000);
  const soon = Date.now() + 500;
  const latenessAnyMs = await expireAll((index) => soon + (index % 2000));
  return { lateness, latenessAnyMs, arm: [arm], move: [move], heap: [(after.heap - before.heap) / count] };
}

interface Fired {
  readonly all: Promise<readonly number[]>;
  add(lateness: number): void;
}

function collect(count: number): Fired {
  const samples: number[] = [];
  let add: Fired['add'] = () => undefined;
  const all = new Promise<readonly number[]>((resolve, reject) => {
    // It also keeps the process alive: Roomkey's own timer does not.
    const timer = setTimeout(() => reject(new Error(`${samples.length} of ${count} expired`)), DEADLINE_MS);
    add = (lateness) => {
      if (samples.push(lateness) < count) return;
      clearTimeout(timer);
      resolve(samples);
    };
  });
  return { all, add: (lateness) => add(lateness) };
}

process.on('disconnect', () => process.exit());
const [variant = '', count = ''] = process.argv.slice(2);
process.send?.(await measure(variant, Number(count)));
