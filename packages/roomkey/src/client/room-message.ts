import { isErrorCode } from '../errors/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { RoomParamValues } from '../protocol/index.ts';

/** The params of a room, out of a message that carries other things too; null when they are not there. */
export function readParams(names: readonly string[], message: unknown): RoomParamValues | null {
  if (typeof message !== 'object' || message === null) return null;
  const fields = new Map<string, unknown>(Object.entries(message));
  const params: Record<string, string | number> = {};
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    params[name] = value;
  }
  return params;
}

/** Why the server ended a membership; null when the message answers a leave of our own. */
export function readLossReason(message: unknown): ErrorCode | null {
  if (typeof message !== 'object' || message === null || !('reason' in message)) return null;
  return isErrorCode(message.reason) ? message.reason : null;
}

/** The name of a room in the contract, where a message is about any room. */
export function readRoomName(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('room' in message)) return null;
  return typeof message.room === 'string' ? message.room : null;
}
