import { audit } from './audit.ts';
import type { SocketIoClient } from './connect.ts';
import { Unreachable, UsageError } from './failures.ts';
import { readOptions, USAGE } from './options.ts';
import { jsonReport, oneLine, textReport } from './report.ts';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** 0: no fail; 1: at least one; 2: wrong usage, or nothing that could be audited. */
export type ExitCode = 0 | 1 | 2;

/** The command line, without the process around it. Never rejects. */
export async function run(args: readonly string[], { out, error }: Output): Promise<ExitCode> {
  try {
    const options = await readOptions(args);
    if (options === null) {
      out(USAGE);
      return 0;
    }
    const findings = await audit(await loadClient(), options);
    out((options.json ? jsonReport : textReport)(options.url, findings));
    return findings.some(({ result }) => result === 'fail') ? 1 : 0;
  } catch (cause) {
    const prefix = cause instanceof Unreachable ? 'No Socket.IO server answered: ' : '';
    error(`${prefix}${oneLine(cause)}\n`);
    return 2;
  }
}

/** An optional peer: servers that only use the library do not need it. */
async function loadClient(): Promise<SocketIoClient> {
  return import('socket.io-client').catch(() => {
    throw new UsageError('The audit needs socket.io-client: npm install --save-dev socket.io-client');
  });
}
