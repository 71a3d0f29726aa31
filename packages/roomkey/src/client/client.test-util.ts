import { expect, onTestFinished, vi } from 'vitest';
import { createFakeClock } from '../testing/index.ts';
import { createClient } from './create-client.ts';
import type { ClientOptions } from './types.ts';
import { createWireServer, eventually, testContract } from './wire-server.test-util.ts';

/** A client on a server of its own, with time and chance that stand still. Both end with the test. */
export async function createTestClient(options: Partial<ClientOptions> = {}) {
  const server = await createWireServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const clock = createFakeClock();
  const getToken = vi.fn<ClientOptions['getToken']>(() => 'token-1');
  /** Another tab of the same browser. */
  const create = () => {
    const tab = createClient(testContract, {
      url: server.url,
      getToken,
      clock,
      random: () => 0,
      channel: null,
      socketOptions: { transports: ['websocket'] },
      ...options,
    });
    onTestFinished(() => tab.close());
    return tab;
  };
  const client = create();
  const until = (status: string) => eventually(() => expect(client.connection.get().status).toBe(status));
  /** Resolves when everything that was sent before has been answered. */
  const settled = () => client.request('echo', { text: 'everything before this has arrived' });
  return { server, clock, getToken, client, create, until, settled };
}
