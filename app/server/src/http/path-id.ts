import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';

const id = z.string().regex(/^[\w-]{1,64}$/);

/** An id of a user or session in a path; something that is none names nothing. @throws RoomkeyError `not_found` */
export function pathId(value: string, what: string): string {
  const result = id.safeParse(value);
  if (result.success) return result.data;
  throw new RoomkeyError('not_found', { message: `No such ${what}` });
}
