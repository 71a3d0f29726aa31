import type { Socket as TcpSocket } from 'node:net';

/** Holds back what is written to sockets until everything that the event loop had ready has been worked off. */
export interface Turn {
  /** What is written to the socket from now on leaves in one piece at the end of the turn. */
  hold(tcp: TcpSocket): void;
}

export function createTurn(): Turn {
  let held: TcpSocket[] = [];

  const end = (): void => {
    const sockets = held;
    held = [];
    for (const tcp of sockets) tcp.uncork();
  };

  return {
    hold(tcp) {
      if (tcp.writableCorked > 0) return;
      if (held.length === 0) setImmediate(end);
      held.push(tcp);
      tcp.cork();
    },
  };
}
