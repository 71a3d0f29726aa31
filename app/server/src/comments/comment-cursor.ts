import { MAX_SEQ } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';

const seq = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(MAX_SEQ));

/** Clients pass it back as it is; what is in it may change. */
export const encodeSeq = (last: number): string => String(last);

/** The place where a page begins; without a cursor the first one. @throws RoomkeyError `invalid_payload` */
export function decodeSeq(cursor: string | undefined): number {
  const result = seq.safeParse(cursor ?? '0');
  if (result.success) return result.data;
  throw new RoomkeyError('invalid_payload', { issues: [{ path: ['cursor'], message: 'is not a cursor' }] });
}
