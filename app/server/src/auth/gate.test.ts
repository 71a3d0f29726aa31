import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

/** Work that ends when it is told to. */
function workshop() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void ends.push(resolve));
  return { ends, work };
}

it('lets so many in at once, so many wait, and refuses the others', async () => {
  const { ends, work } = workshop();
  const gate = createGate({ atOnce: 2, waiting: 1 });
  const inside = [gate(work), gate(work), gate(work)];
  await expect(gate(work)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await inside[0];
  await expect.poll(() => ends).toHaveLength(3);
  for (const end of ends) end();
  await Promise.all(inside);
});

it('frees the place of work that fails', async () => {
  const gate = createGate({ atOnce: 1, waiting: 0 });
  await expect(gate(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gate(() => Promise.resolve('done'))).toBe('done');
});
