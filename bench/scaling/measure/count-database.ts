import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, keepSockets } from '../../chaos/cluster/tcp.ts';

/** What a database has answered through a wire. */
export interface DatabaseCounts {
  /** Ended, those of one statement included. */
  readonly transactions: number;
  /** `begin` and `commit` included. */
  readonly statements: number;
}

export interface CountingWire extends AsyncDisposable {
  readonly port: number;
  readonly counts: () => DatabaseCounts;
}

const HEADER_BYTES = 5;
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const COMMAND_COMPLETE = 'C'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** A wire to PostgreSQL that counts what it answers: exact, at once, and at the cost of neither side. */
export async function countingWireTo(port: number): Promise<CountingWire> {
  const { keep, resetAll } = keepSockets();
  let [transactions, statements] = [0, 0];
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    keep(near);
    keep(far);
    join(near, far);
    const read = eachMessage((type, firstByte) => {
      if (type === COMMAND_COMPLETE) statements += 1;
      if (type === READY_FOR_QUERY && firstByte === IDLE) transactions += 1;
    });
    far.on('data', read);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => ({ transactions, statements }),
    async [Symbol.asyncDispose]() {
      server.close();
      resetAll();
      await once(server, 'close');
    },
  };
}

/** Reads what PostgreSQL sends: a type, a length that counts itself, and so many bytes. */
export function eachMessage(
  tell: (type: number, firstByte: number | undefined) => void,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const size = 1 + rest.readInt32BE(1);
      if (rest.length < size) return;
      tell(rest[0] ?? 0, rest[HEADER_BYTES]);
      rest = rest.subarray(size);
    }
  };
}
