import type { BoardContract } from '@board/contract';
import type { BaseUser, RoomkeyOptions, To } from 'roomkey/server';
import { actorOf } from '../auth/actor.ts';
import type { CommentService } from '../comments/comments.service.ts';
import type { LikeChange } from '../posts/likes.service.ts';
import type { PostService } from '../posts/posts.service.ts';
import type { WatchWrite } from './unsure-writes.ts';
import type { IdentifyVisitor } from './visitor.ts';

export interface HandlerParts {
  readonly posts: PostService;
  readonly comments: CommentService;
  readonly visitorOf: IdentifyVisitor;
  readonly watchWrite: WatchWrite;
}

/**
 * What the board does when it is asked. State is announced by `to`, on behalf of the server: a change that was
 * committed is told to the room also when the connection that asked for it has ended meanwhile.
 */
export function requestHandlers(parts: HandlerParts): RoomkeyOptions<BoardContract, BaseUser>['requests'] {
  const { posts, comments, visitorOf, watchWrite } = parts;
  return {
    typing({ user, input, room }) {
      room.others.emit('user-typing', { userId: user.id, userName: user.name, isTyping: input.isTyping });
    },
    async 'like-post'({ user, subject, params, to }) {
      return announceLike(
        await watchWrite(posts.like({ ...params, actor: actorOf(user, subject) })),
        to,
        params,
      );
    },
    async 'unlike-post'({ user, subject, params, to }) {
      return announceLike(
        await watchWrite(posts.unlike({ ...params, actor: actorOf(user, subject) })),
        to,
        params,
      );
    },
    async 'view-post'(context) {
      const { user, subject, params, room, to, socket } = context;
      await context.join('watch', params);
      const actor = user === null ? null : actorOf(user, subject);
      const visitor = visitorOf(socket.request, user?.id);
      const { viewCount, counted, announce } = await watchWrite(posts.view({ ...params, actor }, visitor));
      if (announce) to('watch', params).emit('view-update', { viewCount });
      // Who has seen it before changes nothing for the others, but has not heard the count yet.
      else if (!counted) room.self.emit('view-update', { viewCount });
      return { viewCount };
    },
    async 'comment-post'({ user, subject, params, input, to }) {
      const { comment, commentCount, added } = await watchWrite(
        comments.add({ ...params, actor: actorOf(user, subject) }, input),
      );
      if (added) to('post', params).emit('comment-added', { comment, commentCount });
      return { comment };
    },
  };
}

function announceLike(change: LikeChange, to: To<BoardContract>, params: { readonly postId: string }) {
  const { likeCount, version, likedByMe, announce } = change;
  if (announce) to('post', params).emit('like-update', { likeCount, version });
  return { likeCount, version, likedByMe };
}
