import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../packages/roomkey/src/audit/command.ts';
import { pglite } from './support/databases.ts';
import { startBoard } from './support/test-board.ts';

const contract = fileURLToPath(new URL('../../contract/src/contract.ts', import.meta.url));

it('stands an audit of its sockets', { timeout: 90_000 }, async () => {
  await using board = await startBoard(pglite, { ACCESS_TOKEN_TTL: '10' });
  const ann = await board.signUp('Ann');
  const postId = await board.post(ann);
  // A new one each time: they last seconds, so that the audit sees one end.
  const tokenCommand = `"${process.execPath}" -e "fetch('${board.url}/api/auth/token',{headers:{cookie:process.env.AUDIT_COOKIE}}).then(r=>r.json()).then(({token})=>process.stdout.write(token))"`;
  vi.stubEnv('AUDIT_COOKIE', ann.cookie);
  onTestFinished(() => void vi.unstubAllEnvs());
  const events = ['join-post', 'like-post', 'unlike-post', 'view-post'].flatMap((name) => [
    '--event',
    `${name}:${JSON.stringify({ postId })}`,
  ]);
  let output = '';
  const code = await run(
    ['audit', board.url, '--json', '--token-command', tokenCommand, '--contract', contract, ...events],
    { out: (text) => void (output += text), error: (text) => void (output += text) },
  );
  expect(output).not.toContain('eyJ');
  const { findings }: { findings: { id: string; result: string }[] } = JSON.parse(output);
  const withResult = (result: string): string[] =>
    findings.filter((finding) => finding.result === result).map(({ id }) => id);
  expect({ code, fail: withResult('fail') }).toEqual({ code: 0, fail: [] });
  // None was left out for want of a token, an event or a connection.
  expect(withResult('skipped')).toEqual([]);
});
