/** Types of packets (Socket.IO protocol, revision 5). */
export const CONNECT = 0;
export const CONNECT_ERROR = 4;

export interface Packet {
  readonly type: number;
  readonly data?: unknown;
}
