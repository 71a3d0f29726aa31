import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { session } from '../../src/db/schema/index.ts';
import { databases } from '../support/databases.ts';
import { inDatabase } from '../support/database-of.ts';
import { boardOn } from '../support/test-board.ts';

describe.each(databases)('whoever keeps a stolen session in use, on $name', { timeout: 60_000 }, (kind) => {
  it('loses it thirty days after it began', async () => {
    const database = await kind.create();
    const first = await boardOn(database);
    const ann = await first.signUp('Ann');
    await first.close();
    const row = eq(session.id, ann.sessionId);
    // As after 29 days of use.
    await inDatabase(database, (db) =>
      db
        .update(session)
        .set({ createdAt: sql`now() - interval '29 days'`, expiresAt: sql`now() + interval '3 days'` })
        .where(row),
    );

    const second = await boardOn(database);
    await second.tokenFor(ann.cookie);
    await second.close();
    await inDatabase(database, async (db) => {
      const [used] = await db.select().from(session).where(row);
      expect(used?.expiresAt.getTime()).toBe((used?.createdAt.getTime() ?? 0) + 30 * 24 * 3_600_000);
      expect(used?.updatedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
      await db
        .update(session)
        .set({ createdAt: sql`now() - interval '31 days'`, expiresAt: sql`now() - interval '1 day'` })
        .where(row);
    });

    await using third = await boardOn(database);
    await third.expectJson(401, 'GET /api/auth/token', { headers: { cookie: ann.cookie } });
    const { error } = await third.expectJson(401, 'GET /api/posts', { as: ann });
    expect(error.code).toBe('session_revoked');
  });
});
