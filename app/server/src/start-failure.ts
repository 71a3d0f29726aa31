import { DataDirInUseError } from './db/data-lock.ts';
import { isOutage } from './db/failures.ts';
import { EnvError } from './env.ts';
import { WorkerStartError } from './workers/worker-start-error.ts';

/** What a person needs to read when a program cannot start: one sentence where we know the reason. */
export function explainStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof EnvError) return `The settings are not usable: ${error.message}.`;
  if (error instanceof DataDirInUseError || error instanceof WorkerStartError) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '';
    return `Port ${port} is in use. Stop what listens there, or choose another: PORT=3001 npm start`;
  }
  if (isOutage(error)) return `The database cannot be reached: ${error.message}`;
  return error.stack ?? error.message;
}
