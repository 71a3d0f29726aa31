import type { Access } from '../../contract/index.ts';
import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { anonymous } from '../identity/identify.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser, Identity, Subject } from '../identity/types.ts';
import { assertAllowed } from '../rooms/authorize.ts';

/** The parts of an Express request and response that are used; other frameworks that have them work too. */
export interface HttpRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

export interface HttpResponse {
  status(code: number): HttpResponse;
  setHeader(name: string, value: string): unknown;
  json(body: unknown): unknown;
}

export type HttpMiddleware = (
  request: HttpRequest,
  response: HttpResponse,
  next: (error?: unknown) => void,
) => void;

export interface ProtectOptions {
  /** @default 'user' */
  readonly allow?: Access;
}

export interface HttpIdentity<User extends BaseUser> {
  readonly user: User;
  readonly subject: Subject;
}

export interface Http<User extends BaseUser> {
  protect(options?: ProtectOptions): HttpMiddleware;
  identityOf(request: HttpRequest): HttpIdentity<User> | null;
}

/** HTTP requests under the same verifier, loader and revocations as connections. */
export function createHttp<User extends BaseUser>(identifier: Identifier<User>): Http<User> {
  const identities = new WeakMap<HttpRequest, Identity<User>>();

  const identify = async (request: HttpRequest): Promise<Identity<User>> => {
    const token = bearerToken(request.headers.authorization);
    return token === null ? anonymous('token_missing') : identifier.authenticate(token);
  };

  return {
    identityOf(request) {
      const identity = identities.get(request);
      return identity?.state === 'authenticated' ? { user: identity.user, subject: identity.subject } : null;
    },
    protect:
      ({ allow = 'user' } = {}) =>
      (request, response, next) => {
        identify(request)
          .then((identity) => {
            assertAllowed(allow, identity, {});
            identities.set(request, identity);
          })
          .then(
            () => next(),
            (error: unknown) =>
              refuse(response, isRoomkeyError(error) ? error : new RoomkeyError('unavailable')),
          )
          .catch(next);
      },
  };
}

/** RFC 6750, 2.1. A header that is there but is no bearer token is wrong, not absent. */
function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}

const STATUS: { readonly [Code in ErrorCode]?: number } = {
  forbidden: 403,
  rate_limited: 429,
};

function refuse(response: HttpResponse, { code, message, retry }: RoomkeyError): void {
  const status = STATUS[code] ?? (retry === 'backoff' ? 503 : 401);
  // RFC 6750, 3: a request without credentials gets the bare challenge, one with bad credentials the error.
  if (status === 401) {
    response.setHeader(
      'WWW-Authenticate',
      code === 'unauthenticated' ? 'Bearer' : 'Bearer error="invalid_token"',
    );
  }
  response.status(status).json({ error: { code, message } });
}
