import { commentQuery, newComment } from '@board/contract';
import type { BoardContract } from '@board/contract';
import { Router } from 'express';
import type { To } from 'roomkey/server';
import { parse } from '../http/body.ts';
import { answerMethodNotAllowed } from '../http/errors.ts';
import type { HttpIdentity } from '../http/identity.ts';
import { postIdIn } from '../posts/posts.routes.ts';
import type { WatchWrite } from '../realtime/unsure-writes.ts';
import type { CommentService } from './comments.service.ts';

export interface CommentRouteParts {
  readonly comments: CommentService;
  readonly identity: HttpIdentity;
  /** Tells a room; a comment that came over HTTP is heard like any other. */
  readonly to: To<BoardContract>;
  readonly watchWrite: WatchWrite;
}

export function commentRoutes({ comments, identity, to, watchWrite }: CommentRouteParts): Router {
  const router = Router();
  router
    .route('/api/posts/:postId/comments')
    .get(async (request, response) => {
      const query = { ...parse(commentQuery, request.query), postId: postIdIn(request.params) };
      const { items, nextCursor, latest } = await comments.list(query, identity.askerOf(request));
      response.json({ comments: items, nextCursor, latest });
    })
    .post(async (request, response) => {
      const target = { actor: identity.actorOf(request), postId: postIdIn(request.params) };
      const write = comments.add(target, parse(newComment, request.body));
      const { comment, commentCount, added } = await watchWrite(write);
      if (added) to('post', { postId: comment.postId }).emit('comment-added', { comment, commentCount });
      response.status(added ? 201 : 200).json({ comment });
    })
    .all(answerMethodNotAllowed('GET', 'HEAD', 'POST'));
  return router;
}
