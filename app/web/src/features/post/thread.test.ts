import type { Comment } from '@board/contract';
import { describe, expect, it } from 'vitest';
import { commentOf, randomFrom, shuffled } from './post.test-util.ts';
import { readMissed } from './read-missed.ts';
import {
  EMPTY_THREAD,
  hasGap,
  hasMore,
  headOf,
  missedAfter,
  parts,
  withComment,
  withMissed,
  withPage,
} from './thread.ts';
import type { PageAfter, Thread } from './thread.ts';

/** A post as the server has it. Some comments may be gone again, with their authors. */
class Server {
  readonly comments: Comment[] = [];
  #seq = 0;

  write(): Comment {
    this.#seq += 1;
    const comment = commentOf(this.#seq);
    this.comments.push(comment);
    return comment;
  }

  remove(seq: number): void {
    this.comments.splice(
      this.comments.findIndex((comment) => comment.seq === seq),
      1,
    );
  }

  read(after: number, limit = 4): PageAfter {
    const rest = this.comments.filter(({ seq }) => seq > after);
    const items = rest.slice(0, limit);
    const nextCursor = rest.length > limit ? String(items.at(-1)?.seq) : null;
    return { after, items, nextCursor, latest: this.#seq };
  }
}

const seqs = (comments: readonly Comment[]): number[] => comments.map(({ seq }) => seq);
const shownBy = (thread: Thread): number[] => {
  const { asked, came } = parts(thread);
  return seqs([...asked, ...came]);
};
const written = (count: number): Server => {
  const server = new Server();
  for (let index = 0; index < count; index += 1) server.write();
  return server;
};
const catchUp = async (thread: Thread, server: Server): Promise<Thread> =>
  (await readMissed(thread, async (after) => server.read(after))).reduce(withMissed, thread);

describe('a thread', () => {
  it('ends the same, whatever comes first and however often', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = randomFrom(seed);
      const server = new Server();
      const events: Comment[] = [];
      const pages: PageAfter[] = [];
      const count = 5 + Math.floor(random() * 20);
      for (let index = 0; index < count; index += 1) {
        const comment = server.write();
        // The network swallows some events, and brings others twice.
        if (random() > 0.3) events.push(comment);
        if (random() > 0.8) events.push(comment);
        if (random() > 0.6) pages.push(server.read(Math.floor(random() * comment.seq)));
      }
      for (let after = 0; after < count; after += 4) pages.push(server.read(after));
      const steps = shuffled(
        [
          ...events.map((comment) => (thread: Thread) => withComment(thread, comment)),
          ...pages.map((page) => (thread: Thread) => withMissed(thread, page)),
        ],
        random,
      );
      const thread = steps.reduce((before, step) => step(before), EMPTY_THREAD);
      expect(seqs(thread.comments), `seed ${seed}`).toEqual(seqs(server.comments));
      expect(thread.known, `seed ${seed}`).toEqual([{ from: 1, to: count }]);
      expect(hasMore(thread)).toBe(false);
      expect(hasGap(thread)).toBe(false);
    }
  });

  it('has everything after a break, while events go on', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = randomFrom(seed);
      const server = written(Math.floor(random() * 4));
      let thread = withPage(EMPTY_THREAD, server.read(0));
      for (let index = 0; index < 12; index += 1) {
        const comment = server.write();
        if (random() > 0.5) thread = withComment(thread, comment);
        if (random() > 0.8) server.remove(server.comments[0]?.seq ?? 0);
      }
      // One is heard between the pages.
      const pages: PageAfter[] = [];
      await readMissed(thread, async (after) => {
        const page = server.read(after);
        pages.push(page);
        if (random() > 0.5) thread = withComment(thread, server.write());
        return page;
      });
      thread = pages.reduce(withMissed, thread);
      const kept = seqs(thread.comments);
      expect(kept, `seed ${seed}`).toEqual([...new Set(kept)].toSorted((one, other) => one - other));
      expect(kept, `seed ${seed}`).toEqual(expect.arrayContaining(seqs(server.comments)));
      expect(hasGap(thread), `seed ${seed}`).toBe(false);
    }
  });

  it('keeps what is heard while the first page is on its way', () => {
    const server = written(2);
    const page = server.read(0);
    const heard = withComment(EMPTY_THREAD, server.write());
    expect([heard.latest, hasGap(heard), hasGap(EMPTY_THREAD)]).toEqual([null, true, false]);
    expect(shownBy(withPage(heard, page))).toEqual([1, 2, 3]);
  });

  it('sees that an event got lost by the number of the next one', async () => {
    const server = written(2);
    const thread = withPage(EMPTY_THREAD, server.read(0));
    server.write();
    const torn = withComment(thread, server.write());
    expect(hasGap(torn)).toBe(true);
    expect(missedAfter(torn)).toBe(2);
    const healed = await catchUp(torn, server);
    expect(hasGap(healed)).toBe(false);
    expect(shownBy(healed)).toEqual([1, 2, 3, 4]);
  });

  it('takes no gap for what was deleted before it was read', async () => {
    const server = written(2);
    const thread = withPage(EMPTY_THREAD, server.read(0));
    server.write();
    server.remove(3);
    const healed = await catchUp(withComment(thread, server.write()), server);
    expect(hasGap(healed)).toBe(false);
    expect(headOf(healed)).toBe(4);
  });

  it('shows what came by itself apart from what was asked for', () => {
    const server = written(2);
    const thread = withComment(withPage(EMPTY_THREAD, server.read(0)), server.write());
    const { asked, came } = parts(thread);
    expect([seqs(asked), seqs(came)]).toEqual([[1, 2], [3]]);
  });

  it('leaves what the reader has not come to for later, and completes what is below', async () => {
    const server = written(9);
    let thread = withPage(EMPTY_THREAD, server.read(0));
    expect([hasMore(thread), missedAfter(thread)]).toEqual([true, null]);
    thread = withComment(thread, server.write());
    server.write();
    thread = withComment(thread, server.write());
    expect(hasGap(thread)).toBe(true);
    thread = await catchUp(thread, server);
    const { asked, came } = parts(thread);
    expect([seqs(asked), seqs(came)]).toEqual([
      [1, 2, 3, 4],
      [10, 11, 12],
    ]);
    thread = withPage(thread, server.read(headOf(thread)));
    thread = withPage(thread, server.read(headOf(thread)));
    expect(hasMore(thread)).toBe(false);
    expect(shownBy(thread)).toEqual(seqs(server.comments));
  });

  it('offers the rest of a long absence like any other rest', async () => {
    const server = written(1);
    let thread = withPage(EMPTY_THREAD, server.read(0));
    for (let index = 0; index < 100; index += 1) server.write();
    thread = await catchUp(thread, server);
    expect(seqs(parts(thread).asked)).toEqual(seqs(server.comments.slice(0, 81)));
    expect([hasMore(thread), hasGap(thread)]).toEqual([true, false]);
  });
});
