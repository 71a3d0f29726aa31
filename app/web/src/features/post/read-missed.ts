import { missedAfter } from './thread.ts';
import type { PageAfter, Thread } from './thread.ts';

/** Of fifty comments each. Whoever missed more than they hold asks for the rest, as for any long thread. */
const MAX_PAGES = 20;

/** Reads what a thread has missed, all of it before any of it is shown. */
export async function readMissed(
  thread: Thread,
  read: (after: number) => Promise<PageAfter>,
): Promise<readonly PageAfter[]> {
  const pages: PageAfter[] = [];
  for (let after = missedAfter(thread); after !== null && pages.length < MAX_PAGES;) {
    const page = await read(after);
    pages.push(page);
    after = page.nextCursor === null ? null : (page.items.at(-1)?.seq ?? null);
  }
  return pages;
}
