import { describe, expect, it } from 'vitest';
import { engineSocketOf, tcpOf } from '../../src/server/delivery/engine-socket.ts';
import { MAX_UNSENT_BYTES } from '../../src/server/delivery/outlet.ts';
import { caughtUp, heardBy, nextTurn, openHall } from '../fixtures/hall.ts';
import type { Hall } from '../fixtures/hall.ts';
import { openReader } from '../fixtures/reader.ts';
import type { Reader } from '../fixtures/reader.ts';

const FILLING = 'x'.repeat(64 * 1024);
/** More than any kernel keeps for a client on this machine. */
const MOST_FILLINGS = 1000;

const queued = ({ socket }: Reader): number => engineSocketOf(socket).writeBuffer.length;
const unsent = ({ socket }: Reader): number => tcpOf(engineSocketOf(socket))?.writableLength ?? 0;

/** Sends until nothing more leaves, and returns the number of the last. */
async function clog(hall: Hall, reader: Reader): Promise<number> {
  reader.stop();
  let seq = 0;
  while (queued(reader) === 0 && seq < MOST_FILLINGS) {
    hall.io.emit('news', (seq += 1), FILLING);
    await nextTurn();
  }
  expect(queued(reader)).toBeGreaterThan(0);
  return seq;
}

const numbersIn = (frames: readonly string[]): number[] =>
  frames.flatMap((frame) => /^42\["news",(\d+)/.exec(frame)?.[1] ?? []).map(Number);

describe('a client that stops reading', () => {
  it('is queued for where the queue is bounded, and gets everything in order once it reads', async () => {
    await using hall = await openHall('fast');
    const reader = await openReader(hall);
    let seq = await clog(hall, reader);
    const before = { queued: queued(reader), unsent: unsent(reader) };
    for (let count = 0; count < 50; count += 1) {
      hall.io.emit('news', (seq += 1));
      reader.socket.emit('news', (seq += 1));
      if (count % 10 === 0) await nextTurn();
    }
    expect(queued(reader)).toBe(before.queued + 100);
    expect(unsent(reader)).toBe(before.unsent);
    reader.resume();
    const all = Array.from({ length: seq }, (_, index) => index + 1);
    await expect.poll(() => numbersIn(reader.frames).length).toBe(seq);
    expect(numbersIn(reader.frames)).toEqual(all);
  });

  it('never has more than a little past the queue, of however many small events', async () => {
    await using hall = await openHall('fast');
    const reader = await openReader(hall);
    await clog(hall, reader);
    reader.resume();
    await expect.poll(() => unsent(reader)).toBe(0);
    reader.stop();
    for (let count = 0; queued(reader) === 0 && count < MOST_FILLINGS * 300; count += 1) {
      hall.io.emit('news', count, 'x'.repeat(200));
      if (count % 500 === 0) await nextTurn();
    }
    expect(queued(reader)).toBeGreaterThan(0);
    expect(unsent(reader)).toBeLessThan(MAX_UNSENT_BYTES + 500);
    reader.close();
  });

  it('misses what is volatile, while others get all of it', async () => {
    await using hall = await openHall('fast');
    const reader = await openReader(hall);
    await clog(hall, reader);
    const guest = await hall.enter();
    const heard = heardBy(guest, 'cursor');
    const before = queued(reader);
    for (let count = 0; count < 300; count += 1) {
      hall.io.volatile.emit('cursor', count, 'x'.repeat(200));
      reader.socket.volatile.emit('cursor', count);
    }
    await caughtUp(guest);
    expect(heard).toHaveLength(300);
    expect(queued(reader)).toBe(before);
    reader.close();
  });
});

describe('a burst of volatile events to a client that reads', () => {
  it.each(['broadcast', 'direct'])('is whole: %s', async (kind) => {
    await using hall = await openHall('fast');
    const guest = await hall.enter();
    const heard = heardBy(guest, 'cursor');
    for (let count = 0; count < 300; count += 1) {
      if (kind === 'direct') guest.socket.volatile.emit('cursor', count, 'x'.repeat(500));
      else hall.io.volatile.emit('cursor', count, 'x'.repeat(500));
    }
    await caughtUp(guest);
    expect(heard).toEqual(Array.from({ length: 300 }, (_, count) => count));
  });
});
