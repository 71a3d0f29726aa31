import type { RoomkeyError } from '../../errors/index.ts';
import { ERROR_EVENT, toWireError } from '../../protocol/index.ts';
import type { Ack, ErrorMessage } from '../../protocol/index.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Trace } from '../observe/watch-requests.ts';
import type { Route } from './route.ts';

/** One packet of a client, taken apart, and all that is known of it on its way: one object, since there are very many. */
export interface IncomingRequest<User extends BaseUser> {
  readonly connection: Connection<User>;
  /** Undefined: the contract has no such name. */
  readonly route: Route<User> | undefined;
  readonly name: string;
  readonly payload: unknown;
  readonly ack: ((answer: Ack) => void) | undefined;
  /** A refusal is not reported where no acknowledgement was asked for. */
  readonly silent: boolean;
  /** Null where nobody watches. */
  trace: Trace | null;
}

export const nameOf = ([name]: readonly unknown[]): string => (typeof name === 'string' ? name : '');

/** The acknowledgement is the last argument and a function, whatever else the client sent or left out. */
export function readRequest<User extends BaseUser>(
  connection: Connection<User>,
  packet: readonly unknown[],
  route: Route<User> | undefined,
): IncomingRequest<User> {
  const [, first] = packet;
  const last = packet.at(-1);
  const ack = packet.length > 1 && isAcknowledgement(last) ? last : undefined;
  const payload = first === ack ? undefined : first;
  const name = route?.name ?? nameOf(packet);
  return { connection, route, name, payload, ack, silent: route?.silent === true, trace: null };
}

/** Functions come from Socket.IO alone: nothing that a client sends becomes one. */
const isAcknowledgement = (value: unknown): value is (answer: Ack) => void => typeof value === 'function';

const MAX_NAME = 64;

/** To the acknowledgement; without one as the lesson's `error` event. */
export function refuse<User extends BaseUser>(
  { connection, name, ack, silent }: IncomingRequest<User>,
  error: RoomkeyError,
): void {
  if (ack !== undefined) return ack({ ok: false, error: toWireError(error) });
  if (silent) return;
  const { code, message } = error;
  connection.socket.emit(ERROR_EVENT, {
    code,
    message,
    event: name.slice(0, MAX_NAME),
  } satisfies ErrorMessage);
}
