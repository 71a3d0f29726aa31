import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { withDeadline } from './deadline.ts';

/** Answers many questions with one call; the answer has the order and length of the questions. */
export type AnswerAll<Question, Answer> = (questions: readonly Question[]) => Promise<readonly Answer[]>;

export interface BatchOptions {
  /** Questions of one call at most. As many do not wait any longer. @default 500 */
  readonly maxSize?: number;
  /** Milliseconds from the start of a call to the start of the next. 0: as soon as the last one is answered. @default 25 */
  readonly windowMs?: number;
  readonly clock?: Clock;
}

/** A call that says nothing for so long holds nobody up any more. */
const STALLED_MS = 1_000;

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns a function that answers many questions into one that answers a single question, and makes few calls of
 * many questions. What is asked when nothing was asked lately goes at the end of the turn of the event loop. During
 * a burst one call is made in a window of time, and none before the last one was answered, so that a burst costs
 * calls by how long it lasts and not by how many ask. Only `maxSize` questions, or a call that has been silent for
 * a second, let the next go sooner.
 *
 * A call that fails rejects its questions with its error, and none of the next. Equal questions are asked as often
 * as they come.
 *
 * @throws TypeError to every question of a call that answers fewer or more than it was asked
 * @example
 * const findAuthor = inBatches((ids: readonly string[]) => authors.findMany(ids), { windowMs: 5 });
 * const author = await findAuthor('ann');
 */
export function inBatches<Question, Answer>(
  answerAll: AnswerAll<Question, Answer>,
  { maxSize = 500, windowMs = 25, clock = systemClock }: BatchOptions = {},
): (question: Question) => Promise<Answer> {
  let waiting: Waiting<Question, Answer>[] = [];
  let calls = 0;
  let held = false;

  const hold = async (answered: Promise<void>): Promise<void> => {
    calls += 1;
    const call = calls;
    held = true;
    await Promise.all([
      pause(clock, windowMs),
      withDeadline(answered, clock, STALLED_MS).catch(() => undefined),
    ]);
    // A full batch went meanwhile: it is the last one, and it holds.
    if (call !== calls) return;
    held = false;
    flush();
  };

  const send = (): void => {
    const batch = waiting;
    waiting = [];
    void hold(answer(answerAll, batch));
  };

  const flush = (): void => {
    if (!held && waiting.length > 0) send();
  };

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (waiting.length >= maxSize) send();
      else if (waiting.length === 1) setImmediate(flush);
    });
}

async function answer<Question, Answer>(
  answerAll: AnswerAll<Question, Answer>,
  batch: readonly Waiting<Question, Answer>[],
): Promise<void> {
  try {
    const answers = await answerAll(batch.map(({ question }) => question));
    if (answers.length !== batch.length) throw new TypeError('A batch must answer every question, in order.');
    batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

function pause(clock: Clock, ms: number): Promise<void> | undefined {
  return ms === 0 ? undefined : new Promise((resolve) => clock.setTimeout(resolve, ms));
}
