import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { DatabaseKind, TestDatabase } from './databases.ts';
import { startNodes } from './nodes.ts';
import type { BoardNode } from './nodes.ts';

/** Not where the tests reach it: what depends on it must not come from the request. */
export const PUBLIC_URL = 'http://board.test';

export const PASSWORD = 'long enough';

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
  readonly token: string;
  readonly sessionId: string;
}

export interface RequestOptions {
  readonly as?: Pick<Person, 'token'> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What people do with a board, wherever it runs. */
export interface TestClient {
  readonly send: (method: string, path: string, options?: RequestOptions) => Promise<Response>;
  /** Sends, and reads the answer, which must have this status. */
  readonly expectJson: (
    status: number,
    request: `${string} ${string}`,
    options?: RequestOptions,
  ) => Promise<Json>;
  readonly signUp: (name: string) => Promise<Person>;
  /** The same person on another device. */
  readonly signIn: (person: Pick<Person, 'email'>, password?: string) => Promise<Person>;
  readonly tokenFor: (cookie: string) => Promise<string>;
  readonly post: (author: Person, title?: string) => Promise<string>;
  /** A socket of theirs, or of an anonymous visitor; closed with the board. */
  readonly connect: (person?: Pick<Person, 'token'>) => Socket;
  /** Sends one request on a connection of its own and returns the acknowledgement. */
  readonly request: (
    person: Pick<Person, 'token'> | undefined,
    name: string,
    payload: object,
  ) => Promise<Json>;
}

export interface TestBoard extends TestClient, AsyncDisposable {
  /** How many servers it has. */
  readonly nodes: number;
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are what the tests are about: their shape is asserted, not assumed
export type Json = any;

export async function startBoard(
  kind: DatabaseKind,
  overrides: Readonly<Record<string, string>> = {},
): Promise<TestBoard> {
  const database = await kind.create();
  return boardOn(database, overrides);
}

export async function boardOn(
  database: TestDatabase,
  overrides: Readonly<Record<string, string>> = {},
): Promise<TestBoard> {
  const fixed = { PORT: '0', PUBLIC_URL, AUTH_RATE_LIMIT: '0', LOG_LEVEL: 'silent' };
  const variables = { ...fixed, ...database.variables, ...overrides };
  const nodes = await startNodes(variables, database.nodes ?? 1);
  const [{ url }] = nodes;
  const sockets = connector(inTurn(nodes));
  return {
    ...client(inTurn(nodes)),
    ...sockets,
    nodes: nodes.length,
    url,
    variables,
    ...endings(nodes, { database, sockets }),
  };
}

/** Each request and each socket goes to the next node, as a proxy would have it. */
function inTurn(nodes: readonly Pick<BoardNode, 'url'>[]): () => string {
  let asked = 0;
  return () => nodes[asked++ % nodes.length]?.url ?? '';
}

/** Its sockets are closed by whoever closes the board. */
export const clientOf = (url: string): TestClient => ({ ...client(() => url), ...connector(() => url) });

function connector(
  urlOf: () => string,
): Pick<TestClient, 'connect' | 'request'> & { disconnect: () => void } {
  const open = new Set<Socket>();
  const connect: TestBoard['connect'] = (person) => {
    const socket = io(urlOf(), { auth: { token: person?.token ?? '' }, forceNew: true, reconnection: false });
    open.add(socket);
    return socket;
  };
  return {
    connect,
    async request(person, name, payload) {
      const socket = connect(person);
      const answer: Json = await socket.timeout(5_000).emitWithAck(name, payload);
      socket.disconnect();
      return answer;
    },
    disconnect: () => open.forEach((socket) => socket.disconnect()),
  };
}

interface Resources {
  readonly database: TestDatabase;
  readonly sockets: { readonly disconnect: () => void };
}

function endings(
  nodes: readonly BoardNode[],
  { database, sockets }: Resources,
): Pick<TestBoard, 'close' | typeof Symbol.asyncDispose> {
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    sockets.disconnect();
    return (closed ??= Promise.all(nodes.map((node) => node.close())).then(() => undefined));
  };
  return {
    close,
    async [Symbol.asyncDispose]() {
      await close();
      await database.remove();
    },
  };
}

function client(urlOf: () => string): Omit<TestClient, 'connect' | 'request'> {
  let people = 0;
  const send: TestBoard['send'] = (method, path, { as, body, headers } = {}) =>
    fetch(new URL(path, urlOf()), {
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
  const expectJson: TestBoard['expectJson'] = async (status, request, options) => {
    const [method = '', path = ''] = request.split(' ');
    const response = await send(method, path, options);
    const text = await response.text();
    if (response.status !== status)
      throw new Error(`${request}: ${response.status} instead of ${status}: ${text}`);
    return JSON.parse(text);
  };
  const tokenFor: TestBoard['tokenFor'] = async (cookie) =>
    (await expectJson(200, 'GET /api/auth/token', { headers: { cookie } })).token;
  const enter = async (
    path: string,
    body: { email: string; password: string; name?: string },
  ): Promise<Person> => {
    const response = await send('POST', path, { body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const cookie = cookieOf(response);
    const token = await tokenFor(cookie);
    const { sub, sid } = claimsOf(token);
    return { id: sub, email: body.email, cookie, token, sessionId: sid };
  };
  return {
    send,
    expectJson,
    tokenFor,
    signUp(name) {
      people += 1;
      const email = `${name.toLowerCase()}-${people}@example.com`;
      return enter('/api/auth/sign-up/email', { name, email, password: PASSWORD });
    },
    signIn: ({ email }, password = PASSWORD) => enter('/api/auth/sign-in/email', { email, password }),
    async post(author, title = 'A title') {
      return (await expectJson(201, 'POST /api/posts', { as: author, body: { title, body: 'A body' } })).post
        .id;
    },
  };
}

export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

export function claimsOf(token: string): Json {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
