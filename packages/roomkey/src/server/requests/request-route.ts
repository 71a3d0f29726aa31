import type { AnySchema, RequestDefinition } from '../../contract/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { isPromiseLike, whenReady } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import type { Connection } from '../connections/connection.ts';
import { ruleOf } from '../observe/rule-of.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { Authorize } from '../rooms/authorize.ts';
import type { CompiledRoom } from '../rooms/compiled-room.ts';
import { assertEmpty, parse, parseParams, splitPayload } from './parse.ts';
import type { Route } from './route.ts';

/** What a handler is called with, before its types are known. */
export interface ErasedRequest<User extends BaseUser> {
  readonly connection: Connection<User>;
  readonly identity: Identity<User>;
  readonly room: CompiledRoom<User> | null;
  readonly params: RoomParamValues;
  readonly input: unknown;
}

export interface RequestRouteParts<User extends BaseUser> {
  readonly name: string;
  readonly definition: RequestDefinition;
  /** The room that the request names. */
  readonly room: CompiledRoom<User> | null;
  readonly handle: (request: ErasedRequest<User>) => unknown;
  readonly authorize: Authorize<User>;
}

/** The way of a request: schema, identity now, rule, policy, handler. */
export function requestRoute<User extends BaseUser>(parts: RequestRouteParts<User>): Route<User> {
  const { name, definition, room, handle, authorize } = parts;
  const messages = definition.messages ?? {};
  const read = createReader(definition, room);

  const answer = (result: unknown): unknown =>
    definition.output === undefined ? undefined : parseOutput(definition.output, result);

  return {
    name,
    silent: definition.denied === 'silent',
    about: { kind: 'request', name, room: room?.name ?? null, rule: ruleOf(definition.allow) },
    run: (connection, payload, trace) =>
      whenReady(read(payload), ({ params, input }) => {
        if (trace !== null && room !== null) trace.room = room.key(params);
        const asked = authorize(connection, { allow: definition.allow, messages, room, params });
        return whenReady(asked, (identity) => {
          if (trace !== null) trace.allowed = true;
          return whenReady(handle({ connection, identity, room, params, input }), answer);
        });
      }),
  };
}

interface Read {
  readonly params: RoomParamValues;
  readonly input: unknown;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_PARAMS: RoomParamValues = {};

function createReader<User extends BaseUser>(
  { input: schema }: RequestDefinition,
  room: CompiledRoom<User> | null,
): (payload: unknown) => Maybe<Read> {
  const names = room?.paramNames ?? NO_NAMES;
  const isOptional = room === null;

  return (payload) => {
    const { params: given, rest } = splitPayload(isOptional ? (payload ?? {}) : payload, names);
    if (schema === undefined) assertEmpty(rest);
    return whenReady(room === null ? NO_PARAMS : parseParams(room.paramSchemas, given), (params) =>
      schema === undefined
        ? { params, input: undefined }
        : whenReady(parse(schema, rest), (input) => ({ params, input })),
    );
  };
}

/** A result that does not match is our fault, not the client's: it must not read as `invalid_payload`. */
function parseOutput(schema: AnySchema, result: unknown): unknown {
  try {
    const parsed = parse(schema, result);
    return isPromiseLike(parsed) ? parsed.then(undefined, mismatch) : parsed;
  } catch (error) {
    return mismatch(error);
  }
}

function mismatch(cause: unknown): never {
  throw new TypeError('The result of the handler does not match its output schema.', { cause });
}
