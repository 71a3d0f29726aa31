import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 }).notNull();

/** Attempts to sign in since the last that succeeded. The key is a hash: the table tells nobody's e-mail. */
export const loginAttempts = pgTable(
  'login_attempts',
  {
    key: text().primaryKey(),
    attempts: integer().notNull(),
    /** Before that no other is let through. */
    freeAt: at('free_at'),
    expiresAt: at('expires_at'),
  },
  (table) => [index('login_attempts_expires_at').on(table.expiresAt)],
);
