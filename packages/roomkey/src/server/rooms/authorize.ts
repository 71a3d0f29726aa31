import type { Messages, RequestAccess } from '../../contract/index.ts';
import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import { isPending, isPromiseLike, whenReady } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import { isIn } from '../connections/connection.ts';
import type { Connection } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { Rights } from '../connections/rights.ts';
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

/** Everything a decision is about. */
export interface Question<User extends BaseUser> {
  readonly allow: RequestAccess | undefined;
  readonly messages: Messages;
  /** The room whose policy is asked; null where there is none. */
  readonly room: CompiledRoom<User> | null;
  readonly params: RoomParamValues;
}

/**
 * Decides for the identity that is on the connection when the answer is there, and says which one that is.
 *
 * @throws RoomkeyError `unauthenticated`, `token_expired`, `forbidden`, `not_joined`, `session_revoked`,
 * `unavailable` when the policy failed, or the policy's own RoomkeyError
 */
export type Authorize<User extends BaseUser> = (
  connection: Connection<User>,
  question: Question<User>,
) => Maybe<Identity<User>>;

export interface AuthorizeParts<User extends BaseUser> {
  readonly liveness: Liveness<User>;
  readonly rights: Rights;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly report: OnError;
}

/** How often a policy is asked again because identity or rights changed while it was answering. */
const MAX_ASKS = 3;

export function createAuthorize<User extends BaseUser>(parts: AuthorizeParts<User>): Authorize<User> {
  const { liveness, rights } = parts;

  const decide = (
    connection: Connection<User>,
    question: Question<User>,
    asksLeft: number,
  ): Maybe<Identity<User>> => {
    const { room } = question;
    const before = connection.identity;
    const identity = liveness.current(connection);
    // After that: an expiry leaves rooms.
    const member = room !== null && isIn(connection, room.key(question.params));
    if (before.state !== identity.state && question.allow !== 'anyone')
      throw denial('token_expired', question.messages);
    assertRule(question, identity, member);
    if (room === null) return identity;
    const { epoch } = connection;
    const { version } = rights;
    const asked = askPolicy(parts, { room, question, identity, member });
    return whenReady(asked, (answer) => {
      // Nothing but `true` allows.
      if (answer !== true) throw denial('forbidden', question.messages);
      liveness.assertLive(connection);
      // Time passes only where something was waited for.
      if (isPending(asked)) liveness.current(connection);
      if (connection.epoch === epoch && rights.version === version) return identity;
      if (asksLeft === 1) throw new RoomkeyError('unavailable');
      return decide(connection, question, asksLeft - 1);
    });
  };

  return (connection, question) => decide(connection, question, MAX_ASKS);
}

function assertRule<User extends BaseUser>(
  { allow, messages, room }: Question<User>,
  identity: Identity<User>,
  member: boolean,
): void {
  assertAllowed(allow, identity, messages);
  if (allow !== 'member' || room === null || member) return;
  // An anonymous connection has to sign in before it can join.
  throw denial(identity.state === 'anonymous' ? 'unauthenticated' : 'not_joined', messages);
}

interface PolicyCall<User extends BaseUser> {
  readonly room: CompiledRoom<User>;
  readonly question: Question<User>;
  readonly identity: Identity<User>;
  readonly member: boolean;
}

function askPolicy<User extends BaseUser>(
  parts: AuthorizeParts<User>,
  call: PolicyCall<User>,
): Maybe<unknown> {
  try {
    const { params } = call.question;
    const answer = call.room.policy({ user: call.identity.user, params, member: call.member });
    if (!isPromiseLike(answer)) return answer;
    return withDeadline(answer, parts.clock, parts.timeoutMs).catch((error: unknown) =>
      fail(parts, call, error),
    );
  } catch (error) {
    return fail(parts, call, error);
  }
}

/** What a policy throws is contained: it denies, but it does not say no. */
function fail<User extends BaseUser>(
  { report }: AuthorizeParts<User>,
  { room, identity }: PolicyCall<User>,
  error: unknown,
): never {
  if (isRoomkeyError(error) && error.code !== 'timeout') throw error;
  report(error, { stage: 'policy', name: room.name, ...(identity.user && { userId: identity.user.id }) });
  throw new RoomkeyError('unavailable', { cause: error });
}
