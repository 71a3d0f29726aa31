import { expect, it, vi } from 'vitest';
import { inBatches } from './batch.ts';

const doubled = (numbers: readonly number[]) => Promise.resolve(numbers.map((number) => number * 2));

it('asks once for what is asked in one turn, and answers in order', async () => {
  const answerAll = vi.fn<typeof doubled>(doubled);
  const ask = inBatches(answerAll);
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
  expect(await ask(4)).toBe(8);
  expect(answerAll.mock.calls).toEqual([[[1, 2, 3]], [[4]]]);
});

it('asks for no more at once than it may', async () => {
  const answerAll = vi.fn<typeof doubled>(doubled);
  const ask = inBatches(answerAll, 2);
  expect(await Promise.all([1, 2, 3, 4, 5].map(ask))).toEqual([2, 4, 6, 8, 10]);
  expect(answerAll.mock.calls.map(([batch]) => batch.length)).toEqual([2, 2, 1]);
});

it('fails all of a batch with its error, and goes on', async () => {
  const answerAll = vi.fn<typeof doubled>(doubled).mockRejectedValueOnce(new Error('away'));
  const ask = inBatches(answerAll);
  const outcomes = await Promise.allSettled([ask(1), ask(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask(3)).toBe(6);
});

it('refuses a question that was left without an answer', async () => {
  const ask = inBatches(async (numbers: readonly number[]) => numbers.slice(1));
  await expect(Promise.all([ask(1), ask(2)])).rejects.toThrow(TypeError);
});
