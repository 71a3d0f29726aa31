import { PUBLIC_URL } from './board-process.ts';

export const PASSWORD = 'long enough';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly cookie: string;
  readonly token: string;
  readonly sessionId: string;
}

export interface RestRequest {
  readonly as?: Pick<Person, 'token'> | undefined;
  /** A string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are what the tests are about: their shape is asserted, not assumed
  readonly json: () => any;
}

/** The board's REST API, as a browser with a script of the board's own uses it. */
export interface Rest {
  readonly send: (request: `${string} ${string}`, options?: RestRequest) => Promise<RestAnswer>;
  readonly signUp: (name: string) => Promise<Person>;
  readonly post: (author: Person, content?: { title: string; body: string }) => Promise<string>;
}

export function restOf(url: string): Rest {
  let people = 0;
  const send: Rest['send'] = async (request, { as, body, headers } = {}) => {
    const [method = '', path = ''] = request.split(' ');
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        origin: PUBLIC_URL,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { authorization: `Bearer ${as.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  return {
    send,
    async signUp(name) {
      people += 1;
      const email = `${name.toLowerCase()}-${people}@mail.test`;
      const body = { name, email, password: PASSWORD };
      const cookie = cookieOf(expectOk(await send('POST /api/auth/sign-up/email', { body })));
      const { token } = expectOk(await send('GET /api/auth/token', { headers: { cookie } })).json();
      return { ...subjectOf(token), name, email, cookie, token };
    },
    async post(as, body = { title: 'A title', body: 'A body' }) {
      return expectOk(await send('POST /api/posts', { as, body })).json().post.id;
    },
  };
}

function expectOk(answer: RestAnswer): RestAnswer {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
  return answer;
}

const cookieOf = ({ headers }: RestAnswer): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

function subjectOf(token: string): Pick<Person, 'id' | 'sessionId'> {
  const { sub, sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return { id: sub, sessionId: sid };
}
