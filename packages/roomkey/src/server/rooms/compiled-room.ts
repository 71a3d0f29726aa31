import type { AnyContract, AnySchema, Messages, RoomDefinition } from '../../contract/index.ts';
import { roomKey } from '../../protocol/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { takeCallback } from '../erase.ts';
import type { Callback } from '../erase.ts';
import type { BaseUser } from '../identity/types.ts';

/** What a policy is called with, its contract's types erased. */
export interface ErasedPolicyContext<User extends BaseUser> {
  readonly user: User | null;
  readonly params: RoomParamValues;
  readonly member: boolean;
}

/** A room of the contract, prepared for use. */
export interface CompiledRoom<User extends BaseUser> {
  readonly name: string;
  readonly definition: RoomDefinition;
  readonly paramNames: ReadonlySet<string>;
  readonly paramSchemas: readonly (readonly [name: string, schema: AnySchema])[];
  readonly messages: Messages;
  readonly policy: Callback<ErasedPolicyContext<User>>;
  key(params: RoomParamValues): string;
}

export type CompiledRooms<User extends BaseUser> = ReadonlyMap<string, CompiledRoom<User>>;

/** @throws TypeError when a room has no policy */
export function compileRooms<User extends BaseUser>(
  contract: AnyContract,
  policies: Readonly<Record<string, unknown>>,
): CompiledRooms<User> {
  return new Map(
    Object.entries(contract.rooms).map(([name, definition]) => {
      const names = Object.keys(definition.params);
      const room: CompiledRoom<User> = {
        name,
        definition,
        paramNames: new Set(names),
        paramSchemas: Object.entries(definition.params),
        messages: definition.messages ?? {},
        policy: takeCallback(policies, name, 'policy'),
        key: (params) => roomKey(name, names, params),
      };
      return [name, room];
    }),
  );
}

/** @throws Error when the contract has no such room, which its types exclude */
export function roomOf<User extends BaseUser>(rooms: CompiledRooms<User>, name: string): CompiledRoom<User> {
  const room = rooms.get(name);
  if (room === undefined) throw new Error(`The contract has no room "${name}".`);
  return room;
}
