import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerErrors } from './errors.ts';
import { securityHeaders } from './security-headers.ts';
import { serveWebFiles } from './web-files.ts';

let directory: string;
let server: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'web-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<title>Board</title>');
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
  writeFileSync(join(directory, 'assets', 'app-1a2b.js'), 'run()');
  const app = express();
  const origins = ['https://board.test'];
  app.use(securityHeaders({ publicUrl: 'https://board.test', trustedOrigins: origins }));
  app.get('/api/broken', () => {
    throw new Error('the password is hunter2');
  });
  app.use(serveWebFiles(directory), answerErrors(pino({ level: 'silent' })));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

describe('the web client', () => {
  it.each(['/', '/posts/42', '/login?next=/'])(
    'answers %s with the page, never from a cache',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('Board');
    },
  );

  it('lets hashed files be kept for good, and others not', async () => {
    const asset = await get('/assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=0');
  });

  it('does not answer with the page where a file is missing', async () => {
    expect((await get('/assets/app-0000.js')).status).toBe(404);
  });

  it('is allowed its own scripts and connections alone', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).toContain("connect-src 'self' wss://board.test");
    expect(policy).not.toContain('unsafe-eval');
  });
});

describe('a failure of our own code', () => {
  it('is told as internal, and nothing else', async () => {
    const response = await get('/api/broken');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: { code: 'internal', message: 'Internal error' } });
  });
});
