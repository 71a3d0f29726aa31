import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';

const HOUR_MS = 3_600_000;

/** One login of a user. */
export interface Login {
  readonly sessionId: string;
  /** As the app's own sign-in would have set it. */
  readonly cookie: string;
}

export interface Person {
  readonly id: string;
  readonly logins: readonly Login[];
  /** The app takes addresses from its proxy, and bounds connections by address. */
  readonly address: string;
}

/** People and posts, straight in the tables: hashing passwords is not what is examined. */
export interface Town extends AsyncDisposable {
  readonly query: Pool;
  addPeople(count: number, loginsEach: number): Promise<readonly Person[]>;
  addPosts(count: number, author: Person): Promise<readonly string[]>;
}

export function openTown({ databaseUrl, secret }: Pick<Cluster, 'databaseUrl' | 'secret'>): Town {
  const query = new Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 5_000 });
  query.on('error', () => undefined);
  let people = 0;

  const addPerson = async (loginsEach: number): Promise<Person> => {
    people += 1;
    const [id, number] = [randomUUID(), people];
    await query.query('insert into "user" (id, name, email) values ($1, $2, $3)', [
      id,
      `Person ${number}`,
      `${id}@example.com`,
    ]);
    const logins: Login[] = [];
    for (let index = 0; index < loginsEach; index += 1) logins.push(await addLogin(id));
    return { id, logins, address: `10.0.${number >> 8}.${number & 255}` };
  };
  const addLogin = async (userId: string): Promise<Login> => {
    const [sessionId, token] = [randomUUID(), randomUUID()];
    const until = new Date(Date.now() + HOUR_MS * 24);
    await query.query('insert into session (id, user_id, token, expires_at) values ($1, $2, $3, $4)', [
      sessionId,
      userId,
      token,
      until,
    ]);
    const signature = createHmac('sha256', secret).update(token).digest('base64');
    return { sessionId, cookie: `board.session_token=${encodeURIComponent(`${token}.${signature}`)}` };
  };

  return {
    query,
    async addPeople(count, loginsEach) {
      const added: Person[] = [];
      for (let index = 0; index < count; index += 1) added.push(await addPerson(loginsEach));
      return added;
    },
    async addPosts(count, author) {
      const { rows } = await query.query<{ id: string }>(
        `insert into posts (author_id, title, body) select $1, 'Post ' || n, 'Text' from generate_series(1, $2::int) n
         returning id`,
        [author.id, count],
      );
      return rows.map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => query.end(),
  };
}
