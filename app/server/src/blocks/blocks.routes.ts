import { Router } from 'express';
import type { Request } from 'express';
import { answerMethodNotAllowed } from '../http/errors.ts';
import type { HttpIdentity } from '../http/identity.ts';
import { pathId } from '../http/path-id.ts';
import type { PostTarget } from '../posts/post-access.ts';
import { postIdIn } from '../posts/posts.routes.ts';
import type { BlockService } from './blocks.service.ts';

export interface BlockRouteParts {
  readonly blocks: BlockService;
  readonly identity: HttpIdentity;
  /** Makes whoever may not read the post any more leave its rooms. */
  readonly recheckReaders: (postId: string) => Promise<void>;
}

export function blockRoutes({ blocks, identity, recheckReaders }: BlockRouteParts): Router {
  const targetOf = (request: Request<{ postId: string }>): PostTarget => ({
    actor: identity.actorOf(request),
    postId: postIdIn(request.params),
  });
  const router = Router();
  router
    .route('/api/posts/:postId/blocks')
    .get(async (request, response) => {
      response.json({ blocks: await blocks.list(targetOf(request)) });
    })
    .all(answerMethodNotAllowed('GET', 'HEAD'));
  router
    .route('/api/posts/:postId/blocks/:userId')
    .put(async (request, response) => {
      const target = targetOf(request);
      await blocks.add(target, pathId(request.params.userId, 'user'));
      await recheckReaders(target.postId);
      response.status(204).end();
    })
    .delete(async (request, response) => {
      await blocks.remove(targetOf(request), pathId(request.params.userId, 'user'));
      response.status(204).end();
    })
    .all(answerMethodNotAllowed('PUT', 'DELETE'));
  return router;
}
