import { expect, it } from 'vitest';
import { setStage } from '../fixtures/stage.ts';
import { openTransport } from '../security/support/raw-transport.ts';

// A CONNECT counted as decided once Roomkey had granted it: while a middleware of the application still awaited
// something, the same transport could ask for the same namespace again, and had a socket for each time it asked.
it('is decided about once, however long a middleware of the application takes', async () => {
  await using stage = await setStage();
  const waiting: (() => void)[] = [];
  stage.harness.io.use((_socket, next) => void waiting.push(() => next()));
  const transport = await openTransport(stage.harness.url);
  transport.send('40{}');
  await expect.poll(() => waiting.length).toBe(1);
  transport.send('40{}');
  await transport.closed;
  waiting.forEach((grant) => grant());
  expect(waiting).toHaveLength(1);
  await expect.poll(() => stage.harness.io.engine.clientsCount).toBe(0);
  expect(stage.roomkey.connections).toBe(0);
});
