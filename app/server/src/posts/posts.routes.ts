import { newPost, pageQuery, postChange, postId } from '@board/contract';
import { Router } from 'express';
import { parse } from '../http/body.ts';
import { answerMethodNotAllowed } from '../http/errors.ts';
import type { HttpIdentity } from '../http/identity.ts';
import { noSuchPost } from './post-access.ts';
import type { PostService } from './posts.service.ts';

export interface PostRouteParts {
  readonly posts: PostService;
  readonly identity: HttpIdentity;
  /** Makes whoever may not read the post any more leave its rooms. */
  readonly recheckReaders: (postId: string) => Promise<void>;
}

export function postRoutes({ posts, identity, recheckReaders }: PostRouteParts): Router {
  const router = Router();
  router
    .route('/api/posts')
    .get(async (request, response) => {
      const page = await posts.list(parse(pageQuery, request.query), identity.askerOf(request));
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
      response.json({ post: await posts.get(postIdIn(request.params), identity.askerOf(request)) });
    })
    .patch(async (request, response) => {
      const target = { actor: identity.actorOf(request), postId: postIdIn(request.params) };
      const post = await posts.change(target, parse(postChange, request.body));
      await recheckReaders(post.id);
      response.json({ post });
    })
    .delete(async (request, response) => {
      const target = { actor: identity.actorOf(request), postId: postIdIn(request.params) };
      await posts.remove(target);
      await recheckReaders(target.postId);
      response.status(204).end();
    })
    .all(answerMethodNotAllowed('GET', 'HEAD', 'PATCH', 'DELETE'));
  return router;
}

/** A path with something that is no id names a post that does not exist. */
export function postIdIn(params: { readonly postId: string }): string {
  const result = postId.safeParse(params.postId);
  if (result.success) return result.data;
  throw noSuchPost();
}
