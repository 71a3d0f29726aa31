import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp, nextTurn, openHall } from '../fixtures/hall.ts';
import type { Guest, Hall } from '../fixtures/hall.ts';

const GUESTS = 4;

/** Something that happens in a turn, and to whom: which parts it looks at depends on what it is. */
interface Step {
  readonly act: keyof Acts | 'end the turn';
  readonly guest: number;
  readonly room: string;
  readonly size: number;
}

const ACTS = [
  'emit',
  'emit volatile',
  'emit and be answered',
  'broadcast',
  'broadcast to others',
  'broadcast volatile',
  'broadcast and be answered',
  'join',
  'leave',
  'answer a request',
] as const;

type Acts = Record<(typeof ACTS)[number], (step: Step) => void>;

const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...ACTS, 'end the turn'),
  guest: fc.nat(GUESTS - 1),
  room: fc.constantFrom('red', 'blue'),
  // Small ones, such that a few of them are more than may be unsent, and some that no kernel takes at once.
  size: fc.oneof(
    { weight: 60, arbitrary: fc.nat(200) },
    { weight: 10, arbitrary: fc.nat(40_000) },
    { weight: 1, arbitrary: fc.constant(5_000_000) },
  ),
});

/** What one guest must have heard, may have heard, and has. */
interface Book {
  readonly due: number[];
  readonly optional: Set<number>;
  readonly heard: number[];
}

/** A hall in which everything that is sent has a number, and is written down before. */
function bookkeeping(hall: Hall, guests: readonly Guest[]) {
  let seq = 0;
  let books: readonly Book[] = [];
  const answers = { due: 0, given: 0 };
  const answered = (): void => void (answers.given += 1);

  const guestOf = ({ guest }: Step): Guest => guests[guest] as Guest;
  const membersOf = ({ room }: Step): Book[] =>
    books.filter((_, index) => guests[index]?.socket.rooms.has(room));
  type Hearers = readonly (Book | undefined)[];
  const due = (to: Hearers): number => {
    seq += 1;
    for (const book of to) book?.due.push(seq);
    return seq;
  };
  const optional = (to: Hearers): number => {
    seq += 1;
    for (const book of to) book?.optional.add(seq);
    return seq;
  };
  const filling = ({ size }: Step): string => 'x'.repeat(size);

  const acts: Acts = {
    emit: (step) => guestOf(step).socket.emit('news', due([books[step.guest]]), filling(step)),
    'emit volatile': (step) =>
      guestOf(step).socket.volatile.emit('news', optional([books[step.guest]]), filling(step)),
    'emit and be answered': (step) => {
      answers.due += 1;
      guestOf(step).socket.emit('news', due([books[step.guest]]), filling(step), answered);
    },
    broadcast: (step) => hall.io.to(step.room).emit('news', due(membersOf(step)), filling(step)),
    'broadcast to others': (step) => {
      const others = membersOf(step).filter((book) => book !== books[step.guest]);
      guestOf(step).socket.to(step.room).emit('news', due(others), filling(step));
    },
    'broadcast volatile': (step) =>
      hall.io.volatile.to(step.room).emit('news', optional(membersOf(step)), filling(step)),
    'broadcast and be answered': (step) => {
      answers.due += 1;
      hall.io
        .timeout(5000)
        .to(step.room)
        .emit('news', due(membersOf(step)), filling(step), answered);
    },
    join: (step) => void guestOf(step).socket.join(step.room),
    leave: (step) => void guestOf(step).socket.leave(step.room),
    'answer a request': (step) => {
      answers.due += 1;
      guestOf(step).client.emit('request', answered);
    },
  };
  return {
    answers,
    books: () => books,
    heard: (guest: number, id: number) => books[guest]?.heard.push(id),
    run: ({ act, ...rest }: Step) => (act === 'end the turn' ? nextTurn() : acts[act]({ act, ...rest })),
    begin: () => {
      books = guests.map(() => ({ due: [], optional: new Set(), heard: [] }));
      Object.assign(answers, { due: 0, given: 0 });
    },
  };
}

describe.each(['fast', 'plain', 'unwatched'] as const)('what a connection is sent, %s', (delivery) => {
  let hall: Hall;
  let guests: readonly Guest[];

  beforeAll(async () => {
    hall = await openHall(delivery);
    // The last one polls: it hears the same broadcasts, and they take another way to it.
    guests = [...(await hall.enterAll(GUESTS - 1)), await hall.enter({ transports: ['polling'] })];
  });
  afterAll(() => hall.close());

  it('arrives in order and whole, whichever way each part of it goes', async () => {
    const { run, begin, heard, books, answers } = bookkeeping(hall, guests);
    for (const [index, { client, socket }] of guests.entries()) {
      client.on('news', (id: number, _filling: string, answer?: () => void) => {
        heard(index, id);
        answer?.();
      });
      socket.on('request', (answer: () => void) => answer());
    }
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 60 }), async (steps) => {
        begin();
        for (const next of steps) await run(next);
        await Promise.all(guests.map(caughtUp));
        await expect.poll(() => answers.given, { interval: 1 }).toBe(answers.due);
        for (const book of books()) {
          expect(book.heard).toEqual(book.heard.toSorted((a, b) => a - b));
          expect(book.heard.filter((id) => !book.optional.has(id))).toEqual(book.due);
        }
      }),
      { numRuns: 80 },
    );
  }, 60_000);
});
