import { expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, denied, setStage } from '../fixtures/stage.ts';

const post = { postId: 'p1' };

it('a member whom the policy refuses to let in again is a member no longer', async () => {
  await using stage = await setStage({ sweepMs: null });
  const bob = await stage.as('bob');
  await ask(bob, 'join-post', post);
  stage.world.blocked.set('p1', new Set(['bob']));
  const left = nextEvent(bob, 'left-post');
  expect(await ask(bob, 'join-post', post)).toEqual(denied('forbidden'));
  expect(stage.members('post:p1')).toBe(0);
  expect(await left).toEqual({ ...post, reason: 'forbidden' });
});

it('a member stays one while nobody can say whether it still may be', async () => {
  await using stage = await setStage({ sweepMs: null });
  const bob = await stage.as('bob');
  await ask(bob, 'join-post', post);
  stage.world.before = () => Promise.reject(new Error('down'));
  expect(await ask(bob, 'join-post', post)).toEqual(denied('unavailable'));
  expect(stage.members('post:p1')).toBe(1);
});
