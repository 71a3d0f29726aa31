import type { AnySchema, Messages, RequestDefinition } from '../../contract/index.ts';
import type { RoomkeyError } from '../../errors/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { Connection } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import { assertAllowed, assertPolicy, denial } from '../rooms/authorize.ts';
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
  readonly liveness: Liveness<User>;
  readonly report: OnError;
}

/** The way of a request: schema, identity now, rule, policy, handler. */
export function requestRoute<User extends BaseUser>(parts: RequestRouteParts<User>): Route<User> {
  const { name, definition, room, handle, liveness, report } = parts;
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

  const authorize = async (
    connection: Connection<User>,
    params: RoomParamValues,
  ): Promise<Identity<User>> => {
    const before = connection.identity;
    const identity = liveness.current(connection);
    if (before !== identity && definition.allow !== 'anyone') throw denial('token_expired', messages);
    assertAllowed(definition.allow, identity, messages);
    if (room === null) return identity;
    if (definition.allow === 'member' && !connection.rooms.has(room.key(params)))
      throw notMember(identity, messages);
    const { epoch } = connection;
    await assertPolicy({ room, params, identity, messages }, report);
    liveness.assertLive(connection);
    // The answer was given for an identity that is no longer there: the client may ask again as who it is now.
    if (connection.epoch !== epoch) throw denial('unavailable', messages);
    return identity;
  };

  return {
    name,
    silent: definition.denied === 'silent',
    async run(connection, payload) {
      const { params, input } = await read(payload);
      const identity = await authorize(connection, params);
      const result = await handle({ connection, identity, room, params, input });
      return definition.output === undefined ? undefined : output(definition.output, result);
    },
  };
}

const NO_PARAMS: ReadonlySet<string> = new Set();

/** An anonymous connection is told to sign in, which it must do before it can join. */
function notMember<User extends BaseUser>(identity: Identity<User>, messages: Messages): RoomkeyError {
  return denial(identity.state === 'anonymous' ? 'unauthenticated' : 'not_joined', messages);
}

/** A result that does not match is our fault, not the client's: it must not read as `invalid_payload`. */
async function output(schema: AnySchema, result: unknown): Promise<unknown> {
  try {
    return await parse(schema, result);
  } catch (error) {
    throw new TypeError('The result of the handler does not match its output schema.', { cause: error });
  }
}
