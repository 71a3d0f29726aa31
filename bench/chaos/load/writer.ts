import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { isRoomkeyError } from 'roomkey/contract';
import { ATTEMPT_MS } from './journal.ts';
import type { Attempt, Operation } from './journal.ts';
import type { Page } from './page.ts';

const AGAIN_MS = 300;
const MOST_AT_ONCE = 3;

/** Somebody who likes and comments, and asks again with the same operation until there is an answer. */
export interface Writer {
  /** False when they have enough under way. */
  like(postId: string): boolean;
  comment(postId: string): boolean;
  type(postId: string): void;
  readonly operations: readonly Operation[];
  /** Settles when nothing is under way; what is not acknowledged until then is given up at the deadline. */
  finish(deadline: number): Promise<void>;
  /** Forgets what was, for the next run. */
  reset(): void;
}

export function createWriter({ client, person }: Page): Writer {
  let operations: Operation[] = [];
  const liked = new Map<string, boolean>();
  const busy = new Map<string, Promise<void>>();
  let giveUpAt = Infinity;

  const send = async ({ kind, postId, opId }: Operation): Promise<void> => {
    const options = { timeoutMs: ATTEMPT_MS };
    if (kind === 'comment') await client.request('comment-post', { postId, body: opId, opId }, options);
    else await client.request(`${kind}-post`, { postId }, options);
  };
  const untilAcknowledged = async (operation: Operation): Promise<void> => {
    for (;;) {
      const attempt = await attemptTo(() => send(operation), client.socket.get() !== null);
      operation.attempts.push(attempt);
      if (attempt.code === null || performance.now() > giveUpAt) return;
      await passed(AGAIN_MS);
    }
  };
  const begin = (kind: Operation['kind'], postId: string): boolean => {
    // One thing at a time with a post: what was asked for last must be what is there.
    if (busy.has(postId) || busy.size >= MOST_AT_ONCE || giveUpAt < Infinity) return false;
    const operation: Operation = { kind, postId, userId: person.id, opId: randomUUID(), attempts: [] };
    operations.push(operation);
    busy.set(
      postId,
      untilAcknowledged(operation).finally(() => busy.delete(postId)),
    );
    return true;
  };
  return {
    get operations() {
      return operations;
    },
    like(postId) {
      const likes = liked.get(postId) === true;
      if (!begin(likes ? 'unlike' : 'like', postId)) return false;
      liked.set(postId, !likes);
      return true;
    },
    comment: (postId) => begin('comment', postId),
    type: (postId) => void client.socket.get()?.volatile.emit('typing', { postId, isTyping: true }),
    async finish(deadline) {
      giveUpAt = deadline;
      await Promise.all(busy.values());
    },
    reset() {
      operations = [];
      liked.clear();
      giveUpAt = Infinity;
    },
  };
}

async function attemptTo(send: () => Promise<void>, connected: boolean): Promise<Attempt> {
  const sentAt = performance.now();
  const code = await send().then(
    () => null,
    (error: unknown) => (isRoomkeyError(error) ? error.code : 'unknown'),
  );
  return { sentAt, tookMs: performance.now() - sentAt, code, connected };
}
