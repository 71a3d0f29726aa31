import { Pool } from 'pg';
import { inBatches } from 'roomkey/server';
import type { BaseUser, LoadedUser } from 'roomkey/server';
import type { Session } from '../sessions/support/tokens.ts';

const CREATE = `
create table sessions (
  id text primary key,
  user_id text not null,
  role text not null default 'member',
  is_revoked boolean not null default false
);
create unlogged table bus_attachments (
  id bigserial primary key,
  created_at timestamptz default now(),
  payload bytea
)`;
const FIND = 'select id, user_id, role, is_revoked from sessions where id = any($1)';

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly role: string;
  readonly is_revoked: boolean;
}

/** Sessions in a database that all servers ask: what was written is true for each of them. */
export interface Store extends AsyncDisposable {
  create(): Promise<void>;
  add(sessions: readonly Session[]): Promise<void>;
  find(session: Pick<Session, 'sessionId'>): Promise<LoadedUser<BaseUser>>;
  /** The session is over. */
  revoke(session: Session): Promise<void>;
  /** The user may not be in the room any more. */
  demote(session: Session): Promise<void>;
  /** Milliseconds that the slowest question has taken since this was asked last. */
  takeSlowest(): number;
}

export function openStore(connectionString: string): Store {
  const pool = new Pool({ connectionString, max: 4 });
  pool.on('error', () => undefined);
  let slowest = 0;

  const findAll = async (ids: readonly string[]): Promise<readonly LoadedUser<BaseUser>[]> => {
    const { rows } = await pool.query<Row>(FIND, [ids]);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => userOf(found.get(id)));
  };
  const findOne = inBatches(findAll);

  return {
    create: async () => void (await pool.query(CREATE)),
    async add(sessions) {
      const columns = [sessions.map(({ sessionId }) => sessionId), sessions.map(({ userId }) => userId)];
      await pool.query(
        'insert into sessions (id, user_id) select * from unnest($1::text[], $2::text[])',
        columns,
      );
    },
    async find({ sessionId }) {
      const askedAt = performance.now();
      const user = await findOne(sessionId);
      slowest = Math.max(slowest, performance.now() - askedAt);
      return user;
    },
    async revoke({ sessionId }) {
      await pool.query('update sessions set is_revoked = true where id = $1', [sessionId]);
    },
    async demote({ userId }) {
      await pool.query("update sessions set role = 'guest' where user_id = $1", [userId]);
    },
    takeSlowest() {
      const taken = slowest;
      slowest = 0;
      return taken;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

function userOf(row: Row | undefined): LoadedUser<BaseUser> {
  if (row === undefined) return null;
  if (row.is_revoked) return 'session_revoked';
  return { id: row.user_id, name: row.user_id, role: row.role, avatar: null };
}
