import type { Messages, RequestAccess } from '../../contract/index.ts';
import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import type { CompiledRoom } from './compiled-room.ts';

/** An error with the contract's own wording, where it has one. */
export function denial(code: ErrorCode, messages: Messages): RoomkeyError {
  return new RoomkeyError(code, { message: messages[code] });
}

/**
 * The static rule of a room or request. `member` is settled by its room.
 *
 * @throws RoomkeyError `unauthenticated` or `forbidden`
 */
export function assertAllowed<User extends BaseUser>(
  allow: RequestAccess | undefined,
  identity: Identity<User>,
  messages: Messages,
): void {
  if (allow === 'anyone' || allow === 'member') return;
  if (identity.state === 'anonymous') throw denial('unauthenticated', messages);
  if (allow === 'user') return;
  const roles: readonly string[] = allow === undefined ? [] : [allow.role].flat();
  if (!roles.includes(identity.user.role)) throw denial('forbidden', messages);
}

export interface PolicyQuestion<User extends BaseUser> {
  readonly room: CompiledRoom<User>;
  readonly params: RoomParamValues;
  readonly identity: Identity<User>;
  readonly messages: Messages;
}

/**
 * Asks the policy of a room. Only `true` allows.
 *
 * @throws RoomkeyError `forbidden`, `unavailable` when the policy failed, or the policy's own RoomkeyError
 */
export async function assertPolicy<User extends BaseUser>(
  { room, params, identity, messages }: PolicyQuestion<User>,
  report: OnError,
): Promise<void> {
  let answer: unknown;
  try {
    const given = room.policy({ user: identity.user, params });
    answer = given instanceof Promise ? await given : given;
  } catch (error) {
    if (isRoomkeyError(error)) throw error;
    report(error, { stage: 'policy', name: room.name, ...(identity.user && { userId: identity.user.id }) });
    throw new RoomkeyError('unavailable', { cause: error });
  }
  if (answer !== true) throw denial('forbidden', messages);
}
