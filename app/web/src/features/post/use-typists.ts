import type { BoardContract } from '@board/contract';
import { useEffect, useRef, useState } from 'react';
import type { RoomHandle } from 'roomkey/react';
import { useRoomEvent } from '../../lib/roomkey.ts';

/** Longer than the pause between two signals, so that nobody flickers; short enough to forget who left. */
const FORGET_MS = 6_000;

interface Typist {
  readonly userId: string;
  readonly userName: string;
}

/** Who is typing in the room now, by the server's names. */
export function useTypists(room: RoomHandle<BoardContract, 'post'>): readonly Typist[] {
  const [typists, setTypists] = useState<readonly Typist[]>([]);
  const timers = useRef(new Map<string, number>());

  function drop(userId: string): void {
    window.clearTimeout(timers.current.get(userId));
    timers.current.delete(userId);
    setTypists((all) => all.filter((typist) => typist.userId !== userId));
  }

  useRoomEvent(room, 'user-typing', ({ userId, userName, isTyping }) => {
    if (!isTyping) return drop(userId);
    window.clearTimeout(timers.current.get(userId));
    timers.current.set(
      userId,
      window.setTimeout(() => drop(userId), FORGET_MS),
    );
    setTypists((all) =>
      all.some((typist) => typist.userId === userId) ? all : [...all, { userId, userName }],
    );
  });

  useEffect(() => {
    const running = timers.current;
    return () => running.forEach((timer) => window.clearTimeout(timer));
  }, []);
  return room.status === 'joined' ? typists : [];
}
