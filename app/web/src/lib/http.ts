import { RoomkeyError } from 'roomkey/contract';
import type { z } from 'zod';
import { readError } from './errors.ts';
import type { TokenSource } from './token-source.ts';

/** Who reads: a user's id, or null for the public view. Every answer belongs to its reader. */
export type Reader = string | null;

export interface HttpRequest<Answer> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly reader: Reader;
  /** The answer's shape; an answer without a body is null. */
  readonly answer: z.ZodType<Answer>;
  readonly signal?: AbortSignal;
}

export type Http = <Answer>(path: string, request: HttpRequest<Answer>) => Promise<Answer>;

export interface HttpOptions {
  readonly tokens: TokenSource;
  /** The session cookie is no longer the reader's: somebody signed in or out elsewhere. */
  readonly onOtherIdentity: () => void;
}

/** Requests to the board's API, as the reader and never as somebody else. @throws RoomkeyError */
export function createHttp({ tokens, onOtherIdentity }: HttpOptions): Http {
  async function authorization(reader: Reader, forceRefresh: boolean): Promise<Record<string, string>> {
    if (reader === null) return {};
    const access = await tokens.get({ forceRefresh });
    if (access?.userId === reader) return { authorization: `Bearer ${access.token}` };
    onOtherIdentity();
    throw new RoomkeyError(access === null ? 'unauthenticated' : 'identity_mismatch');
  }

  return async (path, request) => {
    const first = await send(path, request, await authorization(request.reader, false));
    if (first.ok) return readAnswer(first, request.answer);
    const error = await readError(first);
    if (request.reader === null || error.retry !== 'refresh') throw error;
    const second = await send(path, request, await authorization(request.reader, true));
    if (!second.ok) throw await readError(second);
    return readAnswer(second, request.answer);
  };
}

function send(
  path: string,
  request: HttpRequest<unknown>,
  headers: Record<string, string>,
): Promise<Response> {
  const { method = 'GET', body, signal } = request;
  return fetch(path, {
    method,
    credentials: 'omit',
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    throw signal?.aborted === true ? cause : new RoomkeyError('unavailable', { cause });
  });
}

async function readAnswer<Answer>(response: Response, schema: z.ZodType<Answer>): Promise<Answer> {
  const answer = schema.safeParse(await response.json().catch(() => null));
  if (!answer.success)
    throw new RoomkeyError('internal', { message: 'The server gave an answer that makes no sense' });
  return answer.data;
}
