import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { cpuMs, settledMemory } from '../../sessions/support/measure.ts';
import type { Memory } from '../../sessions/support/measure.ts';

/** What the benchmark asks of the process of a subject. */
export interface Remote {
  /** User and system time that the process has used, in milliseconds. */
  cpu(): number;
  /** Needs `--expose-gc`. */
  memory(): Promise<Memory>;
  /** Resolves when every connection that was closed is gone. */
  idle(): Promise<null>;
  /** Queries that the pretended database has answered. */
  queries(): number;
  /** Rooms of its Socket.IO server, those of single sockets included. */
  rooms(): number;
  startProfile(): Promise<null>;
  /** Writes what was profiled since. */
  stopProfile(path: string): Promise<null>;
}

export interface Call {
  readonly name: keyof Remote;
  readonly args: readonly unknown[];
}

export type Answer = { readonly value: unknown } | { readonly error: string };

/** What not every server can say of itself. */
export type Inside = Pick<Remote, 'idle' | 'queries' | 'rooms'>;

const NOTHING_INSIDE: Inside = { idle: async () => null, queries: () => 0, rooms: () => 0 };

/** Answers the process that started this one, which ends with it. */
export function answerParent(given: Partial<Inside>): void {
  const inside = { ...NOTHING_INSIDE, ...given };
  const remote: Remote = { cpu: cpuMs, memory: settledMemory, ...inside, ...createProfiler() };
  const answer = async ({ name, args }: Call): Promise<Answer> => {
    try {
      return { value: await Reflect.apply(remote[name], undefined, args) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  process.on('message', (call: Call) => void answer(call).then((sent) => process.send?.(sent)));
  process.on('disconnect', () => process.exit());
}

function createProfiler(): Pick<Remote, 'startProfile' | 'stopProfile'> {
  const session = new Session();
  return {
    async startProfile() {
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: 200 });
      await session.post('Profiler.start');
      return null;
    },
    async stopProfile(path) {
      const { profile }: Profiler.StopReturnType = await session.post('Profiler.stop');
      session.disconnect();
      writeFileSync(path, JSON.stringify(profile));
      return null;
    },
  };
}
