import type { Comment, CommentPage } from '@board/contract';

/** Numbers from `from` to `to`: every comment that has one of them is known. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The comments of a post as far as they are known. What is added to it, by pages and by events, may come in any
 * order and more than once: the thread is the same in the end.
 */
export interface Thread {
  /** By `seq`, each once. */
  readonly comments: readonly Comment[];
  /** In order, with something unknown between any two. */
  readonly known: readonly Stretch[];
  /** Up to here the reader has asked for comments; what is after it came by itself. */
  readonly askedTo: number;
  /** The highest number that a page has told of; null before the first page. */
  readonly latest: number | null;
}

export const EMPTY_THREAD: Thread = { comments: [], known: [], askedTo: 0, latest: null };

/** A page, and the number after which it was asked for. */
export type PageAfter = CommentPage & { readonly after: number };

/** Adds what the reader asked for: the first page, or more of them. */
export function withPage(thread: Thread, page: PageAfter): Thread {
  return { ...withMissed(thread, page), askedTo: Math.max(thread.askedTo, endOf(page)) };
}

/** Adds what was missed. */
export function withMissed(thread: Thread, page: PageAfter): Thread {
  const from = page.after + 1;
  return {
    ...thread,
    comments: page.items.reduce(insert, thread.comments),
    known: cover(thread.known, { from, to: endOf(page) }),
    latest: Math.max(thread.latest ?? 0, page.latest),
  };
}

/** Adds a comment that was heard or written here. */
export function withComment(thread: Thread, comment: Comment): Thread {
  const comments = insert(thread.comments, comment);
  if (comments === thread.comments) return thread;
  return { ...thread, comments, known: cover(thread.known, { from: comment.seq, to: comment.seq }) };
}

/** Whether there are comments, after those from the beginning, that the reader has not asked for yet. */
export function hasMore(thread: Thread): boolean {
  return headOf(thread) < (thread.latest ?? 0);
}

/** Up to where everything is known from the beginning. */
export function headOf({ known: [first] }: Thread): number {
  return first?.from === 1 ? first.to : 0;
}

/**
 * The number after which something may have been missed; null where nothing is shown that it would complete.
 * Comments that the reader has not come to yet are not missed.
 */
export function missedAfter(thread: Thread): number | null {
  const head = headOf(thread);
  if (!hasMore(thread)) return head;
  return thread.known.find(({ from }) => from > head)?.to ?? null;
}

/** Whether something is known whose predecessor is not, though it must have been written. */
export function hasGap(thread: Thread): boolean {
  // A comment that was heard is no answer, but makes the cache take the thread for read.
  if (thread.latest === null) return thread.known.length > 0;
  const after = missedAfter(thread);
  return after !== null && thread.known.some(({ from }) => from > after);
}

/** What stands above the place where more comments can be asked for, or else new ones arrive, and what below. */
export function parts(thread: Thread): {
  readonly asked: readonly Comment[];
  readonly came: readonly Comment[];
} {
  const end = hasMore(thread) ? headOf(thread) : thread.askedTo;
  const first = thread.comments.findIndex(({ seq }) => seq > end);
  if (first === -1) return { asked: thread.comments, came: [] };
  return { asked: thread.comments.slice(0, first), came: thread.comments.slice(first) };
}

/** The last page is complete up to what the server said before it was read; numbers may be missing there. */
function endOf({ after, items, nextCursor, latest }: PageAfter): number {
  const last = items.at(-1)?.seq ?? after;
  return nextCursor === null ? Math.max(last, latest) : last;
}

function insert(comments: readonly Comment[], comment: Comment): readonly Comment[] {
  const place = comments.findLastIndex(({ seq }) => seq <= comment.seq);
  if (comments[place]?.seq === comment.seq) return comments;
  return comments.toSpliced(place + 1, 0, comment);
}

function cover(known: readonly Stretch[], added: Stretch): readonly Stretch[] {
  if (added.to < added.from) return known;
  const touches = ({ from, to }: Stretch): boolean => from <= added.to + 1 && added.from <= to + 1;
  const joined = known.filter(touches);
  const from = Math.min(added.from, ...joined.map((stretch) => stretch.from));
  const to = Math.max(added.to, ...joined.map((stretch) => stretch.to));
  const others = known.filter((stretch) => !touches(stretch));
  return [...others, { from, to }].toSorted((one, other) => one.from - other.from);
}
