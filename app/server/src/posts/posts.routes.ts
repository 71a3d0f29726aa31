import { newPost, pageQuery, postId } from '@board/contract';
import { Router } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import { parse } from '../http/body.ts';
import { answerMethodNotAllowed } from '../http/errors.ts';
import type { HttpIdentity } from '../http/identity.ts';
import type { PostService } from './posts.service.ts';

export function postRoutes(posts: PostService, identity: HttpIdentity): Router {
  const router = Router();
  router
    .route('/api/posts')
    .get(async (request, response) => {
      const page = await posts.list(
        parse(pageQuery, request.query),
        identity.readerOf(request)?.user.id ?? null,
      );
      response.json({ posts: page.items, nextCursor: page.nextCursor });
    })
    .post(async (request, response) => {
      const post = await posts.create(identity.actorOf(request), parse(newPost, request.body));
      response.status(201).location(`/api/posts/${post.id}`).json({ post });
    })
    .all(answerMethodNotAllowed('GET', 'HEAD', 'POST'));
  router
    .route('/api/posts/:postId')
    .get(async (request, response) => {
      const readerId = identity.readerOf(request)?.user.id ?? null;
      response.json({ post: await posts.get(postIdIn(request.params), readerId) });
    })
    .delete(async (request, response) => {
      await posts.remove({ ...identity.actorOf(request), postId: postIdIn(request.params) });
      response.status(204).end();
    })
    .all(answerMethodNotAllowed('GET', 'HEAD', 'DELETE'));
  return router;
}

/** A path with something that is no id names a post that does not exist. */
export function postIdIn(params: { readonly postId: string }): string {
  const result = postId.safeParse(params.postId);
  if (result.success) return result.data;
  throw new RoomkeyError('not_found', { message: 'No such post' });
}
