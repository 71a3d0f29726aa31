import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { CHECKS } from '../../src/audit/checks/index.ts';
import { createHarness } from '../../src/testing/index.ts';
import { setStage } from '../fixtures/stage.ts';
import { audit, auditText } from './audit.ts';

const TIMEOUT_MS = 60_000;
const DISTURBING = CHECKS.filter(({ disturbs }) => disturbs === true).map(({ id }) => id);

it('leaves with 2 where nothing listens, or no Socket.IO server', { timeout: TIMEOUT_MS }, async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const noSocketServer = await auditText(url);
  await new Promise((resolve) => server.close(resolve));
  const nothing = await auditText(url);
  for (const { code, output, error } of [noSocketServer, nothing]) {
    expect([code, output]).toEqual([2, '']);
    expect(error).toMatch(/^No Socket\.IO server answered: .+\n$/);
  }
});

it('leaves with 2 when the valid token is not', async () => {
  await using stage = await setStage();
  const { code, error } = await auditText(stage.harness.url, '--token', 'eyJ0b.eyJrZW4.c2ln');
  expect(code).toBe(2);
  expect(error).toBe('The server does not accept the token that was given as valid.\n');
});

it('does not follow a redirect to another host', async () => {
  await using elsewhere = await createHarness(() => undefined);
  const visited: unknown[] = [];
  elsewhere.io.engine.on('connection', (transport) => visited.push(transport));
  const server = createServer();
  const answer = `HTTP/1.1 302 Found\r\nLocation: ${elsewhere.url}/socket.io/?EIO=4&transport=websocket\r\n\r\n`;
  server.on('upgrade', (_request, socket) => socket.end(answer));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { code } = await auditText(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect([code, visited.length]).toEqual([2, 0]);
});

it('has a page that tells of every check', () => {
  const page = readFileSync(new URL('../../../../docs/audit.md', import.meta.url), 'utf8').replaceAll(
    / +/g,
    ' ',
  );
  const rows = CHECKS.map(({ id, disturbs, proves }) => `| \`${id}\`${disturbs ? ' ⚠' : ''} | ${proves} |`);
  expect(page).toContain(rows.join('\n'));
});

// 0.0.0.0 leads here, but does not say so: it is treated as any other host.
it('asks nothing that could disturb beyond loopback', { timeout: TIMEOUT_MS }, async () => {
  await using harness = await createHarness(() => undefined);
  const url = harness.url.replace('127.0.0.1', '0.0.0.0');
  expect(await auditText(url)).toMatchObject({ code: 2, output: '' });
  const report = await audit(url, '--i-own-this-server');
  expect(DISTURBING.length).toBeGreaterThan(4);
  for (const id of DISTURBING) expect(report.got[id]).toBe('could disturb: on loopback only');
  expect(report.code).toBe(0);
});
