import { isRecord } from '../cluster/shapes.ts';
import type { RoomTold } from './share.ts';

/** To all servers. Every one of a server's run has the next number, so that a lost one is noticed. */
export interface Tell {
  readonly run: string;
  readonly seq: number;
  readonly rooms: readonly RoomTold[];
}

/** To a server, or to all of them: say all of these rooms. */
export interface Ask {
  readonly to: string | null;
  readonly keys: readonly string[];
}

/** The number of the last `Tell`, from time to time: it says what nothing that came after could say. */
export type Tick = Pick<Tell, 'run' | 'seq'>;

// Servers may be of another version than this one; what is not understood is not heard.

export const isTick = (value: unknown): value is Tick =>
  isRecord(value) && typeof value['run'] === 'string' && typeof value['seq'] === 'number';

export const isTell = (value: unknown): value is Tell =>
  isTick(value) && 'rooms' in value && Array.isArray(value.rooms) && value.rooms.every(isRoomTold);

export const isAsk = (value: unknown): value is Ask =>
  isRecord(value) &&
  (value['to'] === null || typeof value['to'] === 'string') &&
  Array.isArray(value['keys']) &&
  value['keys'].every((key) => typeof key === 'string');

const isRoomTold = (value: unknown): value is RoomTold =>
  isRecord(value) &&
  typeof value['key'] === 'string' &&
  typeof value['anonymous'] === 'number' &&
  Array.isArray(value['joined']) &&
  value['joined'].every((user) => isRecord(user) && typeof user['id'] === 'string') &&
  Array.isArray(value['left']);
