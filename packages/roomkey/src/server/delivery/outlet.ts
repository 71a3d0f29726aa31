import type { Socket as TcpSocket } from 'node:net';
import { tcpOf } from './engine-socket.ts';
import type { EnginePacket, EngineSocket } from './engine-socket.ts';
import { messageFrame } from './message-frame.ts';
import type { Turn } from './turn.ts';

/** A client that leaves more than this unread is behind: from there on Engine.IO queues for it. */
export const MAX_UNSENT_BYTES = 16 * 1024;

/** The way past Engine.IO's queue, open while that queue is empty and the client reads what it is sent. */
export interface Outlet {
  /** Writes a ready frame. False: nothing was written, and Engine.IO has to queue it. */
  write(connection: EngineSocket, frame: Buffer): boolean;
  /** Whether what was sent before is still on its way. */
  isBehind(connection: EngineSocket): boolean;
  /** Before Engine.IO hands packets to the transport. */
  beforeFlush(connection: EngineSocket): void;
  /** After it. */
  afterFlush(connection: EngineSocket): void;
}

export function createOutlet(turn: Turn): Outlet {
  return {
    isBehind(connection) {
      const tcp = tcpOf(connection);
      return !connection.transport.writable || (tcp !== null && !hasRoom(tcp));
    },
    write(connection, frame) {
      // Whatever is queued was emitted earlier: no frame may overtake it.
      if (!connection.transport.writable || connection.writeBuffer.length > 0) return false;
      if (connection.readyState !== 'open') return false;
      const tcp = tcpOf(connection);
      if (tcp === null || !hasRoom(tcp)) return false;
      turn.hold(tcp);
      tcp.write(frame);
      return true;
    },
    beforeFlush(connection) {
      const tcp = tcpOf(connection);
      if (tcp === null) return;
      turn.hold(tcp);
      for (const packet of connection.writeBuffer) frameMessage(packet);
    },
    afterFlush(connection) {
      const tcp = tcpOf(connection);
      // Engine.IO waits until the packet before has left. Held back, it leaves together with the next one.
      if (tcp !== null && hasRoom(tcp)) connection.transport.writable = true;
    },
  };
}

/** Bytes that are only held back count once the kernel has been offered them. */
function hasRoom(tcp: TcpSocket): boolean {
  if (tcp.writableLength < MAX_UNSENT_BYTES) return true;
  if (tcp.writableCorked > 0) {
    tcp.uncork();
    tcp.cork();
  }
  return tcp.writableLength < MAX_UNSENT_BYTES;
}

function frameMessage(packet: EnginePacket): void {
  if (packet.type !== 'message' || typeof packet.data !== 'string' || packet.options.wsPreEncodedFrame)
    return;
  packet.options = { wsPreEncodedFrame: [messageFrame(packet.data)] };
}
