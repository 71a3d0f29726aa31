import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveLimits } from '../../src/server/limits/limits.ts';
import { resolvePresence } from '../../src/server/presence/options.ts';
import { http, io } from '../fixtures/limits-docs/server.ts';
import { mint } from '../fixtures/limits-docs/your-users.ts';
import { connectTransport, openTransport } from '../security/support/raw-transport.ts';
import type { RawTransport } from '../security/support/raw-transport.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/limits.md'), 'utf8');
const figures = page.replaceAll(/ +/g, ' ');
const examples = join(import.meta.dirname, '../fixtures/limits-docs');

describe('the page about limits', () => {
  it.each(['contract.ts', 'server.ts'])('has the example that is tested here, word for word: %s', (name) => {
    expect(page).toContain(`\`\`\`ts\n${readFileSync(join(examples, name), 'utf8')}\`\`\`\n`);
  });

  it('names the figures of the code', () => {
    const { address, payload, ...limits } = resolveLimits();
    if (address === null) throw new Error('Not limited');
    for (const { burst, perSecond } of [address.connects, address.refusals])
      expect(figures).toContain(`${burst.toLocaleString('en')} at once, ${perSecond} a second`);
    expect(figures).toContain(`| ${address.connections.toLocaleString('en')} |`);
    for (const figure of [limits.connectionsPerUser, limits.roomsPerConnection, payload.depth])
      expect(figures).toMatch(new RegExp(`\\| ${figure}\\b`));
    expect([limits.handshakeMs, limits.queuedBytes, payload.size]).toEqual([10_000, 2 ** 20, 2 ** 15]);
    const { presenceMs, presenceNames } = resolvePresence({});
    expect(figures).toContain(`| 1 in ${presenceMs} ms |`);
    expect(figures).toContain(`| ${presenceNames} | counted, not named |`);
    for (const figure of ['10 s', '1 MiB', '32 KiB']) expect(figures).toContain(`| ${figure}`);
  });
});

describe('the server of the page about limits', () => {
  let url = '';
  beforeAll(async () => {
    await once(http.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => io.close());

  const ask = (transport: RawTransport, name: string, payload: object): Promise<unknown> =>
    transport.request(name, JSON.stringify({ postId: 'p1', ...payload }));

  it('lets a user comment five times at once, and join more often', async () => {
    const ada = await connectTransport(url, await mint.mint({ userId: 'ada' }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask(ada, 'comment', { body: 'Hello' })),
    );
    const ok = expect.objectContaining({ ok: true });
    expect(answers.slice(0, 5)).toEqual([ok, ok, ok, ok, ok]);
    expect(answers[5]).toMatchObject({ error: { code: 'rate_limited', retry: 'backoff' } });
    expect(await ask(ada, 'join-post', {})).toEqual(ok);
  });

  it('has no more than twenty connections of a user', async () => {
    const token = await mint.mint({ userId: 'bob' });
    const attempts = Array.from({ length: 25 }, () => connectTransport(url, token));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  });

  it('lets the pages of its origin connect', async () => {
    const ours = { headers: { origin: 'https://app.example.com' } };
    await expect(openTransport(url, ours)).resolves.toBeTruthy();
  });
});
