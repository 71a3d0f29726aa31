import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, denied, hold } from '../fixtures/stage.ts';
import { stageBoards } from './support/boards.ts';

const post = { postId: 'p1' };
const everywhere = { nodes: expect.toSatisfy((nodes: unknown[]) => nodes.length === 3), missing: [] };

describe('a change of rights', () => {
  it('of a user is looked up on every server', async () => {
    await using boards = await stageBoards();
    const [here, there] = [await boards.as('root', 0), await boards.as('root', 2)];
    await ask(there, 'join-staff', post);
    const heard = nextEvent(here, 'session');
    const left = nextEvent(there, 'left-staff');
    boards.world.users.set('root', { id: 'root', name: 'ROOT', role: 'user', email: 'r@mail.test' });
    const receipt = await boards.roomkey(1).reauthorize({ userId: 'root' });
    expect(receipt).toMatchObject({ ...everywhere, sockets: 2, left: 1 });
    expect(receipt.nodes[0]).toBe('node-1');
    expect(await heard).toMatchObject({ user: { role: 'user' } });
    expect(await left).toEqual({ ...post, reason: 'forbidden' });
    expect(await ask(there, 'pin-post', post)).toEqual(denied('forbidden'));
  });

  it('in a room is asked for on every server', async () => {
    await using boards = await stageBoards();
    const members = [await boards.as('bob', 0), await boards.as('bob', 1), await boards.as('alice', 1)];
    await Promise.all(members.map((member) => ask(member, 'join-post', post)));
    boards.world.blocked.set('p1', new Set(['bob']));
    const receipt = await boards.roomkey(2).reauthorize({ room: 'post', params: post });
    expect(receipt).toMatchObject({ ...everywhere, sockets: 3, left: 2 });
    expect([boards.members('post:p1', 0), boards.members('post:p1', 1)]).toEqual([0, 1]);
  });

  it('that lands on another server while a policy is saying yes still keeps the user out', async () => {
    await using boards = await stageBoards();
    const bob = await boards.as('bob', 1);
    const held = hold(boards.world, 'policy');
    const joining = ask(bob, 'join-post', post);
    await held.arrived;
    boards.world.blocked.set('p1', new Set(['bob']));
    await boards.roomkey(0).reauthorize({ room: 'post', params: post });
    held.release();
    expect(await joining).toEqual(denied('forbidden'));
    expect(boards.members('post:p1', 1)).toBe(0);
  });

  it('has its effect here, and returns after a second, when the bus hangs', async () => {
    await using boards = await stageBoards();
    const [here, there] = [await boards.as('bob', 0), await boards.as('bob', 1)];
    await Promise.all([here, there].map((member) => ask(member, 'join-post', post)));
    boards.world.blocked.set('p1', new Set(['bob']));
    boards.cluster.bus.hang();
    const left = nextEvent(here, 'left-post');
    const reauthorizing = boards.roomkey(0).reauthorize({ room: 'post', params: post });
    await left;
    boards.clock.advance(1_000);
    expect(await reauthorizing).toEqual({
      nodes: ['node-0'],
      missing: ['node-1', 'node-2'],
      sockets: 1,
      left: 1,
      durationMs: 1_000,
    });
    // Who is in no room of this server any more gets nothing, even where membership is not known to be lost.
    expect(await ask(there, 'typing', { ...post, isTyping: true })).toEqual(denied('forbidden'));
  });
});
