import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { createFakeClock, createHarness, nextEvent } from '../../src/testing/index.ts';
import type { FakeClock, Harness } from '../../src/testing/index.ts';
import { batched } from '../../src/server/index.ts';
import type { Subject } from '../../src/server/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import type { BoardUser } from '../fixtures/board.ts';

const USERS = 500;
const TABS = 4;

const userId = (index: number): string => `user-${index}`;
const userOf = ({ userId: id }: Subject): BoardUser => ({
  id,
  name: id,
  role: 'user',
  email: `${id}@mail.test`,
});

interface Storm extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly harness: Harness;
  /** Whom each call of the loader was asked for. */
  readonly calls: readonly (readonly string[])[];
  /** Look-ups that handshakes have asked for. */
  readonly lookups: () => number;
  readonly tokens: readonly string[];
}

async function gather(users: number): Promise<Storm> {
  const clock = createFakeClock();
  const world = createWorld(clock);
  const calls: string[][] = [];
  let lookups = 0;
  const load = batched<BoardUser>(
    async (subjects) => {
      calls.push(subjects.map((subject) => subject.userId));
      return subjects.map(userOf);
    },
    { clock },
  );
  const harness = await createHarness((io) =>
    attachBoard(io, world, {
      clock,
      limits: { address: null, connectionsPerUser: null },
      loadUser: (subject) => {
        lookups += 1;
        return load(subject);
      },
    }),
  );
  const mint = (_: unknown, index: number): Promise<string> => world.mint.mint({ userId: userId(index) });
  return {
    clock,
    harness,
    calls,
    lookups: () => lookups,
    tokens: await Promise.all(Array.from({ length: users }, mint)),
    [Symbol.asyncDispose]: () => harness.close(),
  };
}

const connect = (harness: Harness, token: string): Promise<unknown> => {
  const socket: Socket = harness.client(token, { transports: ['websocket'] });
  const session = nextEvent(socket, 'session', 10_000);
  socket.connect();
  return session;
};

const repeated = (call: readonly string[]): boolean => new Set(call).size < call.length;

describe('a server whose clients all come back', { timeout: 60_000 }, () => {
  it('asks for its users forty times in a second at most, and once for each in a call', async () => {
    await using storm = await gather(USERS);
    const { clock, harness, tokens, calls } = storm;
    const [steps, stepMs] = [25, 40];
    const inStep = (USERS * TABS) / steps;
    for (let step = 0; step < steps; step += 1) {
      const coming = Array.from({ length: inStep }, (_, index) =>
        connect(harness, tokens[(step * inStep + index) % USERS] ?? ''),
      );
      await expect.poll(storm.lookups, { timeout: 10_000 }).toBe((step + 1) * inStep);
      clock.advance(25);
      await Promise.all(coming);
      clock.advance(stepMs - 25);
    }
    expect(calls.flat()).toHaveLength(USERS * TABS);
    expect(calls.length).toBeLessThanOrEqual(40);
    expect(calls.filter(repeated)).toEqual([]);
  });

  it('asks once for a user with many tabs', async () => {
    await using storm = await gather(50);
    const { clock, harness, tokens, calls } = storm;
    let connected = 0;
    const coming = tokens.flatMap((token) =>
      Array.from({ length: TABS }, async () => {
        await connect(harness, token);
        connected += 1;
      }),
    );
    await expect.poll(() => (clock.advance(25), connected), { timeout: 10_000 }).toBe(50 * TABS);
    await Promise.all(coming);
    expect(calls.filter(repeated)).toEqual([]);
    expect(new Set(calls.flat()).size).toBe(50);
  });
});
