import type { RequestHandler } from 'express';

/** Answers of the API depend on who asks and carry tokens: no cache keeps them. */
export const neverCached: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
