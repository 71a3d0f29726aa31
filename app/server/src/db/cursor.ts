import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';

const position = z.tuple([z.iso.datetime(), z.uuid()]);

/** Where a page ended: the next one begins right after this row, whatever was added or deleted meanwhile. */
export interface Position {
  readonly createdAt: string;
  readonly id: string;
}

/** Clients pass it back as it is; what is in it may change. */
export function encodeCursor({ createdAt, id }: Position): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

/** @throws RoomkeyError `invalid_payload` when it is not a cursor of ours. */
export function decodeCursor(cursor: string): Position {
  const result = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (result.success) return { createdAt: result.data[0], id: result.data[1] };
  throw new RoomkeyError('invalid_payload', { issues: [{ path: ['cursor'], message: 'is not a cursor' }] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
