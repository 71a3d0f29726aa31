import type { RoomkeyError } from '../../errors/index.ts';
import { ERROR_EVENT, toWireError } from '../../protocol/index.ts';
import type { Ack, ErrorMessage } from '../../protocol/index.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';

/** One packet of a client, taken apart. */
export interface IncomingRequest {
  readonly name: string;
  readonly payload: unknown;
  readonly ack: ((answer: Ack) => void) | undefined;
  /** A refusal is not reported where no acknowledgement was asked for. */
  readonly silent: boolean;
}

export const nameOf = ([name]: readonly unknown[]): string => (typeof name === 'string' ? name : '');

/** The acknowledgement is the last argument and a function, whatever else the client sent or left out. */
export function readRequest(packet: readonly unknown[], name: string, silent: boolean): IncomingRequest {
  const [, first] = packet;
  const last = packet.at(-1);
  const ack = packet.length > 1 && isAcknowledgement(last) ? last : undefined;
  return { name, payload: first === ack ? undefined : first, ack, silent };
}

/** Functions come from Socket.IO alone: nothing that a client sends becomes one. */
const isAcknowledgement = (value: unknown): value is (answer: Ack) => void => typeof value === 'function';

const MAX_NAME = 64;

/** To the acknowledgement; without one as the lesson's `error` event. */
export function refuse<User extends BaseUser>(
  { socket }: Connection<User>,
  { name, ack, silent }: IncomingRequest,
  error: RoomkeyError,
): void {
  if (ack !== undefined) return ack({ ok: false, error: toWireError(error) });
  if (silent) return;
  const { code, message } = error;
  socket.emit(ERROR_EVENT, { code, message, event: name.slice(0, MAX_NAME) } satisfies ErrorMessage);
}
