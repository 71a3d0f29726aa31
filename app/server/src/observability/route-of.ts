import type { Request } from 'express';
import { OTHER } from './label.ts';

/**
 * The pattern of the route that answered, `/api/posts/:postId`; never the path, of which there are as many as clients
 * like, and which may name what nobody else should know of. `(other)`: files, and what no route was found for.
 */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  const isRoute = typeof route === 'object' && route !== null && 'path' in route;
  return isRoute && typeof route.path === 'string' ? route.path : OTHER;
}
