import { json } from 'express';
import type { RequestHandler } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { PayloadIssue } from 'roomkey/contract';
import type { z } from 'zod';

// The longest post in JSON's longest spelling (six bytes for a UTF-16 unit), and some room.
const MAX_BODY = '64kb';

class UnsupportedMediaType extends Error {
  override readonly name = 'UnsupportedMediaType';
  readonly status = 415;
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  // Browsers say `Content-Length: 0` of a PUT without a body, which `is` takes for one without a type.
  const isEmpty = request.headers['content-length'] === '0';
  const isOther = !isEmpty && request.is('application/json') === false;
  next(isOther ? new UnsupportedMediaType() : undefined);
};

/** No request of ours has a key that reaches for a prototype. */
function refuseTraps(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('Not a body of ours');
  return value;
}

/** Reads JSON bodies; a body of any other type is refused, which also keeps HTML forms of other sites out. */
export const readJson: readonly RequestHandler[] = [
  refuseOtherTypes,
  json({ limit: MAX_BODY, reviver: refuseTraps }),
];

/** @throws RoomkeyError `invalid_payload` with one issue for each thing that is wrong; never the value itself. */
export function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RoomkeyError('invalid_payload', { issues: result.error.issues.map(toIssue) });
}

function toIssue({ path, message }: z.core.$ZodIssue): PayloadIssue {
  return { path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)), message };
}
