import type {
  AnyContract,
  RequestName,
  RequestOutput,
  RequestPayload,
  RoomName,
  RoomParams,
} from '../contract/index.ts';
import { systemClock } from './clock.ts';
import { createConnection } from './connection.ts';
import { createRenewal } from './renewal.ts';
import { createRequests } from './requests.ts';
import { createRooms } from './rooms.ts';
import { createSession } from './session.ts';
import { createTabs } from './tabs.ts';
import { createTokenSource } from './token-source.ts';
import type { Client, ClientOptions, RequestOptions, RoomLease } from './types.ts';
import { onWake } from './wake.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Creates the client of a contract: one connection that knows who is on it, comes back by itself, and never
 * sends as one user what another asked for. Create one for a page and `close` it when it is done.
 *
 * Every error it reports is a `RoomkeyError`. An outage is tried again and signs nobody out; a refused token
 * is refreshed once, and if that is refused too the session ends and the connection goes on anonymously.
 *
 * @example
 * const client = createClient(contract, {
 *   getToken: async ({ signal }) => (await fetch('/api/token', { signal })).json(),
 * });
 * const likes = await client.request('like-post', { postId });
 */
export function createClient<C extends AnyContract>(contract: C, options: ClientOptions): Client<C> {
  const { session, connection, rooms, send, tabs, close } = assemble(contract, options);

  function request<Name extends RequestName<C>>(
    name: Name,
    payload: RequestPayload<C, Name>,
    requestOptions?: RequestOptions,
  ): Promise<RequestOutput<C, Name>> {
    return send(name, payload, requestOptions) as Promise<RequestOutput<C, Name>>;
  }

  function room<Room extends RoomName<C>>(name: Room, params: RoomParams<C, Room>): RoomLease<C, Room> {
    const lease = rooms.acquire(name, params);
    return {
      ...lease,
      name,
      params,
      on: (event, listener) => lease.on(event, listener as (data: unknown) => void),
      [Symbol.dispose]: lease.release,
    };
  }

  if (options.autoConnect ?? true) connection.connect();

  return {
    contract,
    connection: connection.state,
    session: session.state,
    socket: connection.socket,
    connect: connection.connect,
    identityChanged() {
      if (connection.state.get().status === 'closed') return;
      tabs.announceIdentityChange();
      connection.identityChanged();
    },
    request,
    room,
    close,
    [Symbol.dispose]: close,
  };
}

/** Only wires: each part knows those before it. */
function assemble(contract: AnyContract, options: ClientOptions) {
  const { getToken, clock = systemClock, random = Math.random } = options;
  const { requestTimeoutMs: timeoutMs = DEFAULT_TIMEOUT_MS, tokenTimeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const tokens = createTokenSource({ getToken, clock, timeoutMs: tokenTimeoutMs });
  const session = createSession(clock);
  const connection = createConnection({ ...options, session, tokens, clock, random });
  const tabs = createTabs({
    name: channelOf(options),
    clock,
    onIdentityChange: connection.identityChanged,
    connectionId: () => connection.socket.get()?.id ?? null,
  });
  const renewal = createRenewal({ connection, session, tokens, tabs, clock, random, timeoutMs });
  const rooms = createRooms({ contract, connection, session, renewal, clock, random, timeoutMs });
  const send = createRequests({ connection, session, renewal, clock, timeoutMs });
  const stopWaking = onWake(() => {
    connection.wake();
    renewal.check();
  });
  const close = () => {
    stopWaking();
    tabs.close();
    renewal.close();
    connection.close();
    rooms.close();
  };
  return { session, connection, rooms, send, tabs, close };
}

/** Outside of browsers one process may hold clients of many people, which must not follow each other. */
function channelOf({ channel }: ClientOptions): string | null {
  if (channel !== undefined) return channel;
  return typeof document === 'undefined' ? null : 'roomkey';
}
