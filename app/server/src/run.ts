import { createBoard } from './app.ts';
import type { BoardOptions } from './app.ts';
import { readEnv } from './env.ts';
import type { Env } from './env.ts';
import { createLogger } from './logger.ts';
import { logContext } from './observability/log-context.ts';
import { createRequestContexts } from './observability/request-context.ts';
import { explainStartFailure } from './start-failure.ts';
import { createPrimary } from './workers/primary.ts';
import { isWorker, onStopByPrimary } from './workers/worker.ts';

/** Less than the half minute after which whoever stops a process usually kills it. */
const LONGEST_STOP_MS = 28_000;

/** The board in this process, or the primary of several. */
interface Program {
  readonly listen: () => Promise<string>;
  /** Moves connections to other servers before it is closed. */
  readonly drain?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the board, says where it is, and ends it cleanly on Ctrl-C or SIGTERM. Failures to start are one sentence. */
export async function run(options: Pick<BoardOptions, 'web'> = {}): Promise<void> {
  try {
    const env = readEnv(process.env);
    const requests = createRequestContexts();
    const logger = createLogger(env, { context: () => logContext(requests) });
    const isPrimary = env.workers > 1 && !isWorker();
    const program = isPrimary
      ? createPrimary(env, logger)
      : await createBoard({ env, logger, requests, ...options });
    await listenOrClose(program, env);
    closeOnSignal(program);
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
    // A worker that is connected to its primary would stay.
    if (isWorker()) process.disconnect();
  }
}

async function listenOrClose(program: Program, env: Env): Promise<void> {
  try {
    const url = await program.listen();
    const data = env.databaseUrl === undefined ? env.dataDir : 'PostgreSQL';
    if (isWorker()) return;
    process.stdout.write(
      `\n  The board is ready:  ${url}\n  Data:                ${data}\n  Stop with Ctrl-C.\n\n`,
    );
  } catch (error) {
    await program.close();
    throw error;
  }
}

function closeOnSignal(program: Program): void {
  let closing = false;
  const close = (isHurried: boolean): void => {
    // A second Ctrl-C does not wait.
    if (closing) process.exit(130);
    closing = true;
    // What hangs until then holds nothing that was acknowledged.
    setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref();
    stop(program, isHurried).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explainStartFailure(error)}\n`);
        process.exit(1);
      },
    );
  };
  if (isWorker()) {
    // A terminal sends its signals to the workers too.
    process.on('SIGINT', ignore).on('SIGTERM', ignore);
    onStopByPrimary(() => closing || close(false));
  } else {
    process.on('SIGINT', () => close(true)).on('SIGTERM', () => close(false));
  }
}

async function stop({ drain, close }: Program, isHurried: boolean): Promise<void> {
  if (!isHurried) await drain?.();
  await close();
}

function ignore(): void {}
