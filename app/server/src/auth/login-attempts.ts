import { createHmac } from 'node:crypto';
import { and, eq, gt, lt, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { addressKey } from 'roomkey/server';
import type { Database } from '../db/database.ts';
import { loginAttempts } from '../db/schema/index.ts';

const FREE_ATTEMPTS = 5;
const FIRST_WAIT_SEC = 30;
const LONGEST_WAIT_SEC = 900;
const MOST_DOUBLINGS = 10;

/** Whose password somebody tries, and from where. */
export interface Login {
  readonly email: string;
  readonly address: string;
}

/**
 * Bounds guessing at one account, from however many addresses, processes and restarts. The waits grow to a quarter
 * of an hour and no further, and are forgotten a quarter of an hour later. An address from which the right password
 * came has a count of its own: who guesses from elsewhere does not keep the owner out.
 */
export interface LoginAttempts {
  /**
   * Counts an attempt before it is judged: of many at once no more are let through.
   *
   * @throws RoomkeyError `rate_limited` while the account has to wait; that attempt makes the wait no longer
   */
  begin(login: Login): Promise<void>;
  /** The password was right. */
  succeed(login: Login): Promise<void>;
}

export function createLoginAttempts(db: Database, secret: string): LoginAttempts {
  const keysOf = ({ email, address }: Login) => {
    const account = email.toLowerCase();
    return { account: hash(secret, account), place: hash(secret, `${account}\n${addressKey(address)}`) };
  };
  return {
    async begin(login) {
      const { account, place } = keysOf(login);
      const key = (await isKnown(db, place)) ? place : account;
      if (!(await take(db, key))) throw await refusal(db, key);
    },
    async succeed(login) {
      const { account, place } = keysOf(login);
      const row = { attempts: 0, freeAt: sql`now()`, expiresAt: sql`now() + interval '90 days'` };
      await db
        .insert(loginAttempts)
        .values({ key: place, ...row })
        .onConflictDoUpdate({ target: loginAttempts.key, set: row });
      const isPast = lt(loginAttempts.expiresAt, sql`now()`);
      await db.delete(loginAttempts).where(or(eq(loginAttempts.key, account), isPast));
    },
  };
}

const hash = (secret: string, text: string): string =>
  createHmac('sha256', `login-attempts:${secret}`).update(text).digest('base64url');

async function isKnown(db: Database, place: string): Promise<boolean> {
  const rows = await db
    .select({ key: loginAttempts.key })
    .from(loginAttempts)
    .where(and(eq(loginAttempts.key, place), gt(loginAttempts.expiresAt, sql`now()`)));
  return rows.length > 0;
}

async function take(db: Database, key: string): Promise<boolean> {
  const { attempts, freeAt, expiresAt } = loginAttempts;
  const isForgotten = sql`${freeAt} < now() - make_interval(secs => ${LONGEST_WAIT_SEC})`;
  const next = sql`(case when ${isForgotten} then 1 else ${attempts} + 1 end)`;
  // Two of the longest waits: as long as the count still says anything.
  const keptUntil = sql`now() + make_interval(secs => ${2 * LONGEST_WAIT_SEC})`;
  const taken = await db
    .insert(loginAttempts)
    .values({ key, attempts: 1, freeAt: sql`now()`, expiresAt: keptUntil })
    .onConflictDoUpdate({
      target: loginAttempts.key,
      set: {
        attempts: next,
        freeAt: sql`now() + make_interval(secs => ${waitAfter(next)})`,
        expiresAt: sql`greatest(${expiresAt}, ${keptUntil})`,
      },
      // Of attempts at the same time, one may have begun before the other that was counted first.
      setWhere: sql`${attempts} < ${FREE_ATTEMPTS} or ${freeAt} <= now()`,
    })
    .returning({ key: loginAttempts.key });
  return taken.length > 0;
}

function waitAfter(attempts: SQL): SQL {
  const doublings = sql`least(${attempts} - ${FREE_ATTEMPTS}, ${MOST_DOUBLINGS})`;
  const grown = sql`least(${FIRST_WAIT_SEC} * power(2, ${doublings}), ${LONGEST_WAIT_SEC})`;
  return sql`(case when ${attempts} < ${FREE_ATTEMPTS} then 0 else ${grown} end)`;
}

async function refusal(db: Database, key: string): Promise<RoomkeyError> {
  const leftMs = sql`extract(epoch from ${loginAttempts.freeAt} - now()) * 1000`.mapWith(Number);
  const [row] = await db.select({ leftMs }).from(loginAttempts).where(eq(loginAttempts.key, key));
  return new RoomkeyError('rate_limited', { retryAfterMs: Math.max(1, Math.ceil(row?.leftMs ?? 0)) });
}
