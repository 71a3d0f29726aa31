import { createFakeClock } from 'roomkey/testing';
import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

it('asks once a second, whoever wants to know how often, and also while the answer is not there yet', async () => {
  const clock = createFakeClock();
  let asked = 0;
  const ask = remembered(() => Promise.resolve((asked += 1)), clock);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  clock.advance(999);
  expect(await ask()).toBe(1);
  clock.advance(1);
  expect(await ask()).toBe(2);
});

it('remembers a failure no longer than an answer', async () => {
  const clock = createFakeClock();
  let isUp = false;
  const ask = remembered(() => (isUp ? Promise.resolve('up') : Promise.reject(new Error('down'))), clock);
  await expect(ask()).rejects.toThrow('down');
  isUp = true;
  await expect(ask()).rejects.toThrow('down');
  clock.advance(1_000);
  expect(await ask()).toBe('up');
});
