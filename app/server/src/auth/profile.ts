import { z } from 'zod';

/** What people may call themselves: everybody in a room sees it. */
export const profile = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value))
    .optional(),
  image: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullish(),
});
