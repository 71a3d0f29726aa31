import { useEffect } from 'react';
import type { AnyContract, EventData, RoomEventName, RoomName } from '../contract/index.ts';
import type { RoomHandle } from './types.ts';
import { useLatest } from './use-latest.ts';

export function useRoomEvent<
  C extends AnyContract,
  Room extends RoomName<C>,
  Event extends RoomEventName<C, Room>,
>(room: RoomHandle<C, Room>, event: Event, listener: (data: EventData<C, Event>) => void): void {
  const { lease } = room;
  const latest = useLatest(listener);
  useEffect(() => lease?.on(event, (data) => latest.current(data)), [lease, event, latest]);
}
