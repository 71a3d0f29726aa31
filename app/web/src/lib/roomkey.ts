import { contract } from '@board/contract';
import { createHooks } from 'roomkey/react';

export const { RoomkeyProvider, useClient, useSession, useConnection, useRoom, useRoomEvent, usePresence } =
  createHooks(contract);
