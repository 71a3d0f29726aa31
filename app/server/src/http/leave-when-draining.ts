import type { RequestHandler } from 'express';

/** A connection that is kept for later requests would send them to a server that is about to be gone. */
export function leaveWhenDraining(isDraining: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.set('Connection', 'close');
    next();
  };
}
