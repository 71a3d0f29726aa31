import { createFakeClock } from 'roomkey/testing';
import { expect, it } from 'vitest';
import { createDenials } from './denials.ts';

function start() {
  const clock = createFakeClock();
  const written: (readonly [entry: string, repeated: number])[] = [];
  const rests: number[] = [];
  const denials = createDenials<string>({
    clock,
    write: (entry, repeated) => void written.push([entry, repeated]),
    writeRest: (count) => void rests.push(count),
  });
  return { clock, written, rests, denials };
}

it('writes the first of a kind at once, and how many followed when ten seconds are over', () => {
  const { clock, written, denials } = start();
  for (let time = 0; time < 5_000; time += 1) denials.add('ann may not', `at ${time}`);
  denials.add('bob may not', 'at 0');
  expect(written).toEqual([
    ['at 0', 0],
    ['at 0', 0],
  ]);

  clock.advance(10_000);
  expect(written.slice(2)).toEqual([['at 0', 4_999]]);

  clock.advance(10_000);
  expect(written).toHaveLength(3);
  denials.add('ann may not', 'later');
  expect(written[3]).toEqual(['later', 0]);
});

it('holds no more than a thousand kinds, and counts the rest', () => {
  const { clock, written, rests, denials } = start();
  for (let who = 0; who < 50_000; who += 1) denials.add(`${who} may not`, 'no');
  expect(written).toHaveLength(1_000);
  clock.advance(10_000);
  expect(written).toHaveLength(1_000);
  expect(rests).toEqual([49_000]);
});

it('writes what was only counted when it is asked to, once', () => {
  const { clock, written, denials } = start();
  denials.add('ann may not', 'no');
  denials.add('ann may not', 'no');
  denials.flush();
  denials.flush();
  clock.advance(10_000);
  expect(written).toEqual([
    ['no', 0],
    ['no', 1],
  ]);
});
