import { PUBLIC_URL } from '../cluster/cluster.ts';
import type { Login, Person } from './people.ts';

const TIMEOUT_MS = 6_000;

/** What a page asks over HTTP. Throws for every status that says no. */
export interface Rest {
  get<Answer>(path: string): Promise<Answer>;
  /** The status, whatever it is. */
  remove(path: string): Promise<number>;
  readonly token: (options: { readonly fresh: boolean }) => Promise<string | null>;
}

/** With a token that is kept until a fresh one is asked for, as the app's page does. */
export function createRest(url: string, person: Person, login: Login): Rest {
  let kept: string | null = null;
  const send = (path: string, headers: Record<string, string>, method = 'GET'): Promise<Response> =>
    fetch(new URL(path, url), {
      method,
      headers: { origin: PUBLIC_URL, 'x-forwarded-for': person.address, ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  const token: Rest['token'] = async ({ fresh }) => {
    if (kept !== null && !fresh) return kept;
    const response = await send('/api/auth/token', { cookie: login.cookie });
    if (response.status === 401) return null;
    kept = (await read<{ token: string }>(response)).token;
    return kept;
  };
  const bearer = async (): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await token({ fresh: false })}`,
  });
  return {
    token,
    get: async <Answer>(path: string) => read<Answer>(await send(path, await bearer())),
    async remove(path) {
      const response = await send(path, await bearer(), 'DELETE');
      await response.arrayBuffer();
      return response.status;
    },
  };
}

async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}
