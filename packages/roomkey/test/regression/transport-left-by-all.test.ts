import { expect, it } from 'vitest';
import { setStage } from '../fixtures/stage.ts';
import { connectTransport } from '../security/support/raw-transport.ts';

// Whoever left the last namespace while another was being decided kept the transport, with nobody on it, after
// that one was refused.
it('is closed when what was still being decided is refused', async () => {
  await using stage = await setStage();
  const deciding: (() => void)[] = [];
  stage.harness.io.of('/admin').use((_socket, next) => void deciding.push(() => next(new Error('No'))));
  const transport = await connectTransport(stage.harness.url);
  transport.send('40/admin,');
  await expect.poll(() => deciding.length).toBe(1);
  transport.send('41');
  await expect.poll(() => stage.roomkey.connections).toBe(0);
  deciding.forEach((refuse) => refuse());
  expect(await transport.frame((frame) => frame.startsWith('44/admin,'))).toContain('No');
  await transport.closed;
});
