import type { AnySchema, RequestDefinition } from '../../contract/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { Connection } from '../connections/connection.ts';
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

  const read = async (payload: unknown): Promise<{ params: RoomParamValues; input: unknown }> => {
    const { params, rest } = splitPayload(
      payload ?? (room === null ? {} : payload),
      room?.paramNames ?? NO_PARAMS,
    );
    if (definition.input === undefined) assertEmpty(rest);
    return {
      params: room === null ? {} : await parseParams(room.definition.params, params),
      input: definition.input === undefined ? undefined : await parse(definition.input, rest),
    };
  };

  return {
    name,
    silent: definition.denied === 'silent',
    async run(connection, payload) {
      const { params, input } = await read(payload);
      const identity = await authorize(connection, { allow: definition.allow, messages, room, params });
      const result = await handle({ connection, identity, room, params, input });
      return definition.output === undefined ? undefined : output(definition.output, result);
    },
  };
}

const NO_PARAMS: ReadonlySet<string> = new Set();

/** A result that does not match is our fault, not the client's: it must not read as `invalid_payload`. */
async function output(schema: AnySchema, result: unknown): Promise<unknown> {
  try {
    return await parse(schema, result);
  } catch (error) {
    throw new TypeError('The result of the handler does not match its output schema.', { cause: error });
  }
}
