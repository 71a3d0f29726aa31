import { expect } from 'vitest';
import { run } from '../../src/audit/command.ts';
import type { ExitCode } from '../../src/audit/command.ts';
import type { Result } from '../../src/audit/types.ts';

interface AuditRun {
  readonly code: ExitCode;
  readonly output: string;
  readonly error: string;
}

export async function auditText(...args: readonly string[]): Promise<AuditRun> {
  let output = '';
  let error = '';
  const code = await run(['audit', ...args], {
    out: (text) => void (output += text),
    error: (text) => void (error += text),
  });
  return { code, output, error };
}

export interface Report {
  readonly code: ExitCode;
  readonly results: Readonly<Record<string, Result>>;
  /** What came back, by check. */
  readonly got: Readonly<Record<string, string>>;
  withResult(result: Result): readonly string[];
}

export async function audit(...args: readonly string[]): Promise<Report> {
  const { code, output, error } = await auditText(...args, '--json');
  expect(error).toBe('');
  const { findings }: { findings: { id: string; result: Result; got: string }[] } = JSON.parse(output);
  return {
    code,
    results: Object.fromEntries(findings.map(({ id, result }) => [id, result])),
    got: Object.fromEntries(findings.map(({ id, got }) => [id, got])),
    withResult: (result) => findings.filter((each) => each.result === result).map(({ id }) => id),
  };
}
