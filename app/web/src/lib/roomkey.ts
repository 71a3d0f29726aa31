import { contract } from '@board/contract';
import { createHooks } from 'roomkey/react';

// The hooks are plain functions, they are methods in their type only.
// oxlint-disable-next-line typescript/unbound-method
export const { RoomkeyProvider, useClient, useSession, useConnection, useRoom, useRoomEvent, useRequest } =
  createHooks(contract);
