import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A client that costs little, so that the server under test is what is measured. */
export interface Client {
  /** Sends an event and counts its acknowledgement. */
  request(event: string, data: object): void;
  /** Sends what `act` sends in one piece. */
  together(act: () => void): void;
  acknowledged: number;
  onTick: (seq: number) => void;
  close(): void;
}

/** What a browser sends along, which the server keeps for each connection. */
const BROWSER_HEADERS = {
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'en-GB,en;q=0.9,de;q=0.8',
  'Cache-Control': 'no-cache',
  Pragma: 'no-cache',
  Cookie: 'session=0123456789abcdef0123456789abcdef; theme=dark',
};

const SEQ = /"seq":(\d+)/;

export function openClient(port: number): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    headers: BROWSER_HEADERS,
  });
  let id = 0;
  const client: Client = {
    acknowledged: 0,
    onTick: () => undefined,
    request: (event, data) => socket.send(`42${(id += 1)}${JSON.stringify([event, data])}`),
    together(act) {
      const { _socket: tcp } = socket as unknown as { readonly _socket: Socket };
      tcp.cork();
      act();
      tcp.uncork();
    },
    close: () => socket.terminate(),
  };
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (text.startsWith('0')) socket.send('40');
      else if (text.startsWith('2')) socket.send('3');
      else if (text.startsWith('40')) resolve(client);
      else if (text.startsWith('43')) client.acknowledged += 1;
      else if (text.startsWith('42["tick"')) client.onTick(Number(SEQ.exec(text)?.[1]));
    });
  });
}

export async function openClients(port: number, count: number): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (let start = 0; start < count; start += 50)
    clients.push(
      ...(await Promise.all(Array.from({ length: Math.min(50, count - start) }, () => openClient(port)))),
    );
  return clients;
}
