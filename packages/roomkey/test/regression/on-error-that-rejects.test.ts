import { expect, it, onTestFinished, vi } from 'vitest';
import { ask, denied, setStage } from '../fixtures/stage.ts';

it('an onError that rejects ends no process, and its failure is written down', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  await using stage = await setStage({ onError: () => Promise.reject(new Error('log is full')) });
  const socket = await stage.as('alice');
  expect(await ask(socket, 'fail', { how: 'reject' })).toEqual(denied('internal'));
  await expect
    .poll(() => write.mock.calls.map(([text]) => String(text)))
    .toContainEqual(expect.stringMatching(/^roomkey: handler of "fail" failed: Error: log is full/));
});
