import type { BoardContract } from '@board/contract';
import type { BaseUser, Roomkey } from 'roomkey/server';
import type { AccountEvents } from './auth/account-events.ts';
import type { Sessions } from './auth/sessions.ts';
import type { CommentService } from './comments/comments.service.ts';
import type { PostService } from './posts/posts.service.ts';

export interface AccountListenerParts {
  readonly sessions: Sessions;
  readonly posts: PostService;
  readonly comments: CommentService;
  /** A function, for connections need accounts before there can be any. */
  readonly roomkey: () => Roomkey<BoardContract, BaseUser>;
}

/** Carries what happens to accounts to live connections and to what people have left on the board. */
export function createAccountListener(parts: AccountListenerParts): AccountEvents {
  const { sessions, posts, comments, roomkey } = parts;
  return {
    onSessionEnded: (sessionId) => roomkey().revoke({ sessionId }),
    onUserChanged: ({ id, banned }) =>
      banned ? sessions.end({ userId: id }) : roomkey().reauthorize({ userId: id }),
    onPasswordChanged: ({ userId, sessionId }) =>
      sessions.end(sessionId === null ? { userId } : { userId, except: sessionId }),
    async onUserLeaving(userId) {
      await sessions.end({ userId });
      await posts.forgetUser(userId);
      await comments.forgetUser(userId);
    },
  };
}
