import { useEffect, useState } from 'react';
import type { Client, Readable, RoomLease, RoomState } from '../client/index.ts';
import type { AnyContract, RoomName, RoomParams } from '../contract/index.ts';
import { useReadable } from './use-readable.ts';
import type { RoomHandle } from './types.ts';

interface Held<C extends AnyContract, Room extends RoomName<C>> {
  readonly client: Client<C>;
  readonly key: string;
  readonly lease: RoomLease<C, Room>;
}

const JOINING: RoomState = { status: 'joining' };
const NOT_YET: Readable<RoomState> = { get: () => JOINING, subscribe: () => () => {} };

export function useRoom<C extends AnyContract, Room extends RoomName<C>>(
  client: Client<C>,
  name: Room,
  params: RoomParams<C, Room> | null,
): RoomHandle<C, Room> {
  const key = params === null ? null : JSON.stringify([name, params]);
  const [held, setHeld] = useState<Held<C, Room> | null>(null);

  useEffect(() => {
    if (key === null || params === null) return;
    const lease = client.room(name, params);
    setHeld({ client, key, lease });
    return () => {
      lease.release();
      setHeld(null);
    };
    // Equal params in a new object are the same room, so the key stands for both.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, key]);

  // Right after the params change the lease is still the one of before; that room must not be shown.
  const lease = held !== null && held.client === client && held.key === key ? held.lease : null;
  const state = useReadable(lease?.state ?? NOT_YET, JOINING);
  if (params === null) return { name, params, lease: null, status: 'idle' };
  return { name, params, lease, ...state };
}
