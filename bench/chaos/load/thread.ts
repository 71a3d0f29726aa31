import type { Comment } from '@board/contract';
import type { Rest } from './rest.ts';

/** Comments of two servers overtake each other by less than this. */
const HEAL_MS = 1_000;
const PAGE = 50;

/** The comments of a post as an open page knows them: read once, then heard; what was missed is read after the last known. */
export interface Thread {
  /** Bodies by id: whatever is heard twice is there once. */
  readonly comments: ReadonlyMap<string, string>;
  readonly hear: (comment: Comment) => void;
  /** Reads what comes after what is known. */
  readonly readOn: () => Promise<void>;
  readonly close: () => void;
}

interface Answer {
  readonly comments: readonly Comment[];
  readonly nextCursor: string | null;
}

export function createThread(rest: Rest, postId: string): Thread {
  const comments = new Map<string, string>();
  const ahead = new Set<number>();
  let known = 0;
  let healing: NodeJS.Timeout | undefined;
  let closed = false;

  const add = ({ id, body, seq }: Comment): void => {
    comments.set(id, body);
    if (seq > known) ahead.add(seq);
    while (ahead.delete(known + 1)) known += 1;
  };
  const readOn = async (): Promise<void> => {
    for (let more = true; more;) {
      const path = `/api/posts/${postId}/comments?limit=${PAGE}&after=${known}`;
      const answer = await rest.get<Answer>(path);
      answer.comments.forEach(add);
      more = answer.nextCursor !== null;
    }
  };
  // Everybody who missed it hears the next at the same moment, and must not ask at the same moment.
  const heal = (): void => {
    if (closed || ahead.size === 0) return;
    healing ??= setTimeout(
      () => {
        healing = undefined;
        if (!closed && ahead.size > 0) readOn().catch(heal);
      },
      HEAL_MS * (1 + Math.random()),
    );
  };
  return {
    comments,
    readOn,
    hear(comment) {
      add(comment);
      heal();
    },
    close() {
      closed = true;
      clearTimeout(healing);
    },
  };
}
