import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { on, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { keepLog, keepsLogs } from './logs.ts';

export const serverFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program of `src` as `npm start` does, with these variables and nothing else set for the board. */
export function runProgram(
  file: string,
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const options = ['--conditions=roomkey-source', '--import=tsx', file, ...args];
  const fixed = { DATABASE_URL: '', NODE_ENV: 'production', ...(keepsLogs ? { LOG_LEVEL: 'trace' } : {}) };
  const env = { ...process.env, ...fixed, ...variables };
  const child = spawn(process.execPath, options, { cwd: serverFolder, env });
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk: Buffer) => keepLog(`process-${child.pid}`, chunk.toString()));
  return child;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const [[status], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, stdout, stderr };
}

/** The address in the start-up message, where that is of this machine. */
export async function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return said(child, /http:\/\/localhost:\d+/);
}

/** What is logged before it serves is not taken for the start-up message. */
export async function served(child: ChildProcessWithoutNullStreams): Promise<void> {
  await said(child, /The board is ready/);
}

async function said(child: ChildProcessWithoutNullStreams, what: RegExp): Promise<string> {
  let output = '';
  // Reading the stream itself would close it behind the words, while the process still writes.
  for await (const [chunk] of on(child.stdout, 'data', { close: ['end'] })) {
    output += String(chunk);
    const words = what.exec(output)?.[0];
    if (words !== undefined) return words;
  }
  throw new Error(`The process ended: ${output}`);
}
