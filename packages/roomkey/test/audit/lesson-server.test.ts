import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { audit } from './audit.ts';

const folder = fileURLToPath(new URL('../../../../examples/lesson-server', import.meta.url));
const TIMEOUT_MS = 90_000;

interface LessonServer {
  readonly url: string;
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
}

/** In a process of its own: one of its mistakes ends it. */
async function start(variables: Readonly<Record<string, string>>): Promise<LessonServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: folder,
    env: { ...process.env, ...variables, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill());
  const [line]: unknown[] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
  return { url: String(line).trim(), process: child, exited };
}

const login = (url: string): string =>
  `"${process.execPath}" -e "fetch('${url}/login?user=ada',{method:'POST'}).then(r=>r.text()).then(t=>process.stdout.write(t))"`;

const TRIED = ['--event', 'join-post:{"postId":"1"}', '--event', 'typing:{"postId":"1","isTyping":true}'];

it('the audit finds every mistake of the lesson server', { timeout: TIMEOUT_MS }, async () => {
  const server = await start({ TOKEN_SECONDS: '4' });
  const report = await audit(server.url, '--token-command', login(server.url), ...TRIED);
  expect(report.withResult('fail')).toEqual([
    'unsigned-token',
    'resigned-token',
    'own-key-token',
    'tampered-token',
    'forged-author',
    'outlived-token',
    'expired-token',
    'wrong-ids',
    'malformed-payloads',
  ]);
  expect(report.code).toBe(1);
  expect(report.got['forged-author']).toContain('typing, to others');
  expect(report.got['malformed-payloads']).toContain('went down');
  await server.exited;
  expect(server.process.exitCode).toBeGreaterThan(0);
});

it('the audit does not find what has been mended', { timeout: TIMEOUT_MS }, async () => {
  const server = await start({ VERIFY: 'yes' });
  const report = await audit(server.url, '--token-command', login(server.url), ...TRIED);
  expect(report.withResult('fail')).toEqual(['forged-author', 'wrong-ids', 'malformed-payloads']);
  expect(report.withResult('skipped')).toEqual(['outlived-token', 'expired-token']);
});
