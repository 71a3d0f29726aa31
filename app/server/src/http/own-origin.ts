import type { RequestHandler } from 'express';
import { RoomkeyError } from 'roomkey/contract';

/**
 * For paths that a cookie opens. Browsers name the origin of whoever sends a request, or at least whether it is
 * another site; both are compared as they are, for prefixes and patterns can be registered as domains. Programs
 * that are no browsers name nothing, and hold no cookie that is not theirs.
 */
export function onlyOwnOrigin(trustedOrigins: readonly string[]): RequestHandler {
  return ({ headers }, _response, next) => {
    const { origin } = headers;
    const site = headers['sec-fetch-site'];
    const isForeign = origin === undefined ? isOtherSite(site) : !trustedOrigins.includes(origin);
    next(isForeign ? new RoomkeyError('forbidden') : undefined);
  };
}

const isOtherSite = (site: string | string[] | undefined): boolean =>
  site === 'cross-site' || site === 'same-site';
