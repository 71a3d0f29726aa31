import { createContext, createElement, useContext } from 'react';
import type { Client, ConnectionState, SessionState } from '../client/index.ts';
import type { AnyContract } from '../contract/index.ts';
import type { Hooks } from './types.ts';
import { usePresence } from './use-presence.ts';
import { useReadable } from './use-readable.ts';
import { useRequest } from './use-request.ts';
import { useRoom } from './use-room.ts';
import { useRoomEvent } from './use-room-event.ts';

const SESSION_ON_SERVER: SessionState = { status: 'loading', user: null, reason: null, expiresAt: null };
const CONNECTION_ON_SERVER: ConnectionState = { status: 'idle' };

/**
 * Creates the hooks of a contract, typed by it. The client stays the application's own: the provider only
 * hands it down, so mounting twice, as StrictMode does, neither connects nor joins twice.
 *
 * @example
 * export const { RoomkeyProvider, useSession, useRoom, useRoomEvent, useRequest } = createHooks(contract);
 *
 * function Likes({ postId }: { postId: string }) {
 *   const [likes, setLikes] = useState(0);
 *   useRoomEvent(useRoom('watch', { postId }), 'like-update', (data) => setLikes(data.likeCount));
 *   return <output>{likes}</output>;
 * }
 */
export function createHooks<C extends AnyContract>(contract: C): Hooks<C> {
  const ClientContext = createContext<Client<C> | null>(null);
  ClientContext.displayName = `Roomkey(${Object.keys(contract.rooms).join(', ')})`;

  function useClient(): Client<C> {
    const client = useContext(ClientContext);
    if (client === null)
      throw new Error('Roomkey: there is no <RoomkeyProvider client={…}> above this component.');
    return client;
  }

  return {
    RoomkeyProvider: ({ client, children }) =>
      createElement(ClientContext.Provider, { value: client }, children),
    useClient,
    useSession: () => useReadable(useClient().session, SESSION_ON_SERVER),
    useConnection: () => useReadable(useClient().connection, CONNECTION_ON_SERVER),
    useSocket: () => useReadable(useClient().socket, null),
    useRoom: (name, params) => useRoom(useClient(), name, params),
    useRoomEvent,
    usePresence,
    useRequest: (name, options) => useRequest(useClient(), name, options),
  };
}
