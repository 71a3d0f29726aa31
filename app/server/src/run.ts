import { createBoard } from './app.ts';
import type { Board, BoardOptions } from './app.ts';
import { readEnv } from './env.ts';
import type { Env } from './env.ts';
import { createLogger } from './logger.ts';
import { explainStartFailure } from './start-failure.ts';

/** Starts the board, says where it is, and ends it cleanly on Ctrl-C or SIGTERM. Failures to start are one sentence. */
export async function run(options: Pick<BoardOptions, 'web'> = {}): Promise<void> {
  try {
    const env = readEnv(process.env);
    const logger = createLogger(env);
    const board = await createBoard({ env, logger, ...options });
    await listenOrClose(board, env);
    closeOnSignal(board);
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
}

async function listenOrClose(board: Board, env: Env): Promise<void> {
  try {
    const url = await board.listen();
    const data = env.databaseUrl === undefined ? env.dataDir : 'PostgreSQL';
    process.stdout.write(
      `\n  The board is ready:  ${url}\n  Data:                ${data}\n  Stop with Ctrl-C.\n\n`,
    );
  } catch (error) {
    await board.close();
    throw error;
  }
}

function closeOnSignal(board: Board): void {
  let closing = false;
  const close = (): void => {
    // A second Ctrl-C does not wait.
    if (closing) process.exit(130);
    closing = true;
    board.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explainStartFailure(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close).on('SIGTERM', close);
}
