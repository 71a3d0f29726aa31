import type { BoardContract } from '@board/contract';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { RoomHandle } from 'roomkey/react';

type Status = RoomHandle<BoardContract, 'watch'>['status'];

/** Tells when a room that was joined and lost is joined again. */
export function useRejoin({ status }: { readonly status: Status }, onRejoin: () => void): void {
  const wasJoined = useRef(false);
  const tell = useEffectEvent(onRejoin);
  useEffect(() => {
    if (status === 'idle') wasJoined.current = false;
    if (status !== 'joined') return;
    if (wasJoined.current) tell();
    wasJoined.current = true;
  }, [status]);
}
