import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask } from '../fixtures/stage.ts';
import { carriers } from './support/adapters.ts';
import type { Carrier, CarrierKind } from './support/adapters.ts';
import { openBoards } from './support/boards.ts';
import type { Boards } from './support/boards.ts';

const post = { postId: 'p1' };
const ROOM = 'post:p1';
/** Longer than two beats and a heart that stood still. */
const PATIENT = { timeout: 20_000 };

interface Stage extends AsyncDisposable {
  readonly boards: Boards;
  readonly carrier: Carrier;
  /** A member of the room on each server. */
  readonly members: readonly Socket[];
}

async function open(kind: CarrierKind, delivery: 'fast' | 'plain'): Promise<Stage> {
  const carrier = await kind.open(3);
  const boards = await openBoards({ delivery, cluster: { adapter: (node) => carrier.adapter(node) } });
  await expect
    .poll(async () => (await boards.roomkey(0).revoke({ sessionId: 'nobody' })).nodes.length, PATIENT)
    .toBe(3);
  const members = await Promise.all(
    [0, 1, 2].map((node) => boards.as('alice', node, { sessionId: `s${node}` })),
  );
  await Promise.all(members.map((member) => ask(member, 'join-post', post)));
  return {
    boards,
    carrier,
    members,
    async [Symbol.asyncDispose]() {
      carrier.mend();
      await boards[Symbol.asyncDispose]();
      await carrier[Symbol.asyncDispose]();
    },
  };
}

/** What each member hears of an event, from now on. */
const heard = (members: readonly Socket[], event: string): readonly unknown[][] =>
  members.map((member) => {
    const values: unknown[] = [];
    member.on(event, (value: unknown) => values.push(value));
    return values;
  });

const room = ({ boards }: Stage, node = 0) => boards.cluster.node(node).io.of('/').to(ROOM);

describe.each(carriers)('on servers joined by $name', (kind) => {
  it('a revocation closes what it ends everywhere, and the receipt names who did it', PATIENT, async () => {
    await using stage = await open(kind, 'fast');
    const closed = stage.members.map((member) => nextEvent(member, 'disconnect'));
    const receipt = await stage.boards.roomkey(1).revoke({ userId: 'alice' });
    expect(receipt).toMatchObject({ missing: [], sockets: 3 });
    expect(receipt.nodes.toSorted()).toEqual(['node-0', 'node-1', 'node-2']);
    await Promise.all(closed);
  });

  describe.each(['fast', 'plain'] as const)('with %s delivery', (delivery) => {
    it('a broadcast comes once to each member, and to nobody else', PATIENT, async () => {
      await using stage = await open(kind, delivery);
      const notes = heard(stage.members, 'note');
      const [first, second] = stage.members;
      const lone = await stage.boards.as('bob', 0);
      const [strange] = heard([lone], 'note');
      // Alone, since it is dropped for whoever is still being sent something else.
      room(stage)
        .except(second?.id ?? '')
        .volatile.emit('note', 'volatile');
      await expect.poll(() => notes, PATIENT).toEqual([['volatile'], [], ['volatile']]);
      room(stage).emit('note', 'all');
      room(stage)
        .except(first?.id ?? '')
        .emit('note', 'others');
      room(stage).local.emit('note', 'here');
      room(stage, 1).emit('note', Buffer.from('binary'));
      room(stage).emit('note', 'last');
      await expect.poll(() => notes.map((values) => values.length), PATIENT).toEqual([5, 4, 5]);
      const binary = Buffer.from('binary');
      const without = (left: string): unknown[] =>
        ['all', 'others', 'volatile', binary, 'last'].filter((value) => value !== left);
      expect(notes.map((values) => values.filter((value) => value !== 'here').length)).toEqual([4, 4, 5]);
      expect(notes[0]).toEqual(expect.arrayContaining([...without('others'), 'here']));
      expect(notes[1]).toEqual(expect.arrayContaining(without('volatile')));
      expect(notes[2]).toEqual(expect.arrayContaining(without('')));
      expect(strange).toEqual([]);
    });

    it('a broadcast with acknowledgements counts every member', PATIENT, async () => {
      await using stage = await open(kind, delivery);
      stage.members.forEach((member, index) =>
        member.on('question', (answer: (value: number) => void) => answer(index)),
      );
      const answers: unknown[] = await room(stage).timeout(5_000).emitWithAck('question');
      expect(new Set(answers)).toEqual(new Set([0, 1, 2]));
      expect(answers).toHaveLength(3);
    });

    it('nobody here waits for a bus that hangs, and nobody hears twice', PATIENT, async () => {
      await using stage = await open(kind, delivery);
      const notes = heard(stage.members, 'note');
      stage.carrier.hang();
      room(stage).emit('note', 'first');
      await expect.poll(() => notes[0]).toEqual(['first']);
      room(stage).emit('note', 'second');
      await expect.poll(() => notes[0]).toEqual(['first', 'second']);
      expect(notes[1]).toEqual([]);
      const closed = nextEvent(stage.members[0] as Socket, 'disconnect');
      const revoking = stage.boards.roomkey(0).revoke({ sessionId: 's0' });
      await closed;
      const { missing, durationMs } = await revoking;
      expect(missing.toSorted()).toEqual(['node-1', 'node-2']);
      expect(durationMs).toBeLessThan(3_000);
      stage.carrier.mend();
      await expect.poll(() => notes, PATIENT).toEqual([0, 1, 2].map(() => ['first', 'second']));
    });
  });
});
