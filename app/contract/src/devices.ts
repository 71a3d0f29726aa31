import { z } from 'zod';

/** One login of the reader. It is named by an id that opens nothing: no session token ever leaves the server. */
export const device = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** When it last asked for an access token, to the minute. */
  lastSeenAt: z.iso.datetime(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});

export type Device = z.infer<typeof device>;
