import { randomBytes } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { Unreachable } from './failures.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface HttpQuestion {
  readonly url: URL;
  readonly transport: 'websocket' | 'polling';
  readonly headers: OutgoingHttpHeaders;
  readonly timeoutMs: number;
}

/** The first answer of an Engine.IO handshake. Redirects are an answer, and are not followed. @throws Unreachable */
export function askHttp({ url, transport, headers, timeoutMs }: HttpQuestion): Promise<HttpAnswer> {
  const target = new URL(`/socket.io/?EIO=4&transport=${transport}`, url.origin);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = request(target, {
      agent: false,
      headers: { ...headers, ...(transport === 'websocket' ? upgradeHeaders() : {}) },
    });
    const settle = (response: IncomingMessage, socket: Duplex): void => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    };
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error('no answer in time')));
    asked.on('error', (error) => reject(new Unreachable(error.message)));
    asked.on('upgrade', settle);
    asked.on('response', (response) => settle(response, response.socket));
    asked.end();
  });
}

const upgradeHeaders = (): OutgoingHttpHeaders => ({
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': randomBytes(16).toString('base64'),
});
