import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const serverFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program of `src` as `npm start` does, with these variables and nothing else set for the board. */
export function runProgram(
  file: string,
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const options = ['--conditions=roomkey-source', '--import=tsx', file, ...args];
  const env = { ...process.env, DATABASE_URL: '', NODE_ENV: 'production', ...variables };
  return spawn(process.execPath, options, { cwd: serverFolder, env });
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

/** The address in the start-up message. */
export async function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    const url = /http:\/\/localhost:\d+/.exec(output)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`The process ended: ${output}`);
}
