import { get } from 'node:http';
import { expect, it } from 'vitest';
import { setStage } from '../fixtures/stage.ts';

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const statusOf = (url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const request = get(url, { headers }, (response) => resolve(response.resume().statusCode));
    request.on('error', reject).on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
  });

// Engine.IO answers 400 to every WebSocket that it refuses: a proxy or an operator took it for a broken client.
it.each([
  ['websocket', UPGRADE, 101],
  ['polling', {}, 200],
])('is 403 for a refused origin, by %s', async (transport, headers, admitted) => {
  await using stage = await setStage();
  const url = `${stage.harness.url}/socket.io/?EIO=4&transport=${transport}`;
  expect(await statusOf(url, { ...headers, origin: 'https://evil.test' })).toBe(403);
  expect(await statusOf(url, headers)).toBe(admitted);
});
