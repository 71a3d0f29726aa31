import { RoomkeyError } from 'roomkey/contract';
import { expect, it, vi } from 'vitest';
import { createWatchWrite } from './unsure-writes.ts';

const outage = (): Promise<never> => Promise.reject(new RoomkeyError('unavailable'));

it('asks everybody to read again once, when writes succeed after one that may have been committed', async () => {
  const onSureAgain = vi.fn<() => void>();
  const watch = createWatchWrite(onSureAgain);
  expect(await watch(Promise.resolve('written'))).toBe('written');
  expect(onSureAgain).not.toHaveBeenCalled();
  await expect(watch(outage())).rejects.toMatchObject({ code: 'unavailable' });
  await expect(watch(outage())).rejects.toMatchObject({ code: 'unavailable' });
  expect(onSureAgain).not.toHaveBeenCalled();
  await Promise.all([watch(Promise.resolve(1)), watch(Promise.resolve(2))]);
  expect(onSureAgain).toHaveBeenCalledTimes(1);
});

it('takes a failure of the database for what it is, and one of ours as it is', async () => {
  const onSureAgain = vi.fn<() => void>();
  const watch = createWatchWrite(onSureAgain);
  const lost = Object.assign(new Error('canceled'), { code: '57014' });
  await expect(watch(Promise.reject(lost))).rejects.toMatchObject({ code: 'unavailable' });
  await watch(Promise.resolve());
  expect(onSureAgain).toHaveBeenCalledTimes(1);
  const wrong = new TypeError('wrong');
  await expect(watch(Promise.reject(wrong))).rejects.toBe(wrong);
});

it('asks nobody after a refusal, which is sure', async () => {
  const onSureAgain = vi.fn<() => void>();
  const watch = createWatchWrite(onSureAgain);
  await expect(watch(Promise.reject(new RoomkeyError('not_found')))).rejects.toMatchObject({
    code: 'not_found',
  });
  await watch(Promise.resolve());
  expect(onSureAgain).not.toHaveBeenCalled();
});
