import { unheardAccountEvents } from '../auth/account-events.ts';
import { createAuth } from '../auth/auth.ts';
import { authSecret } from '../auth/secret.ts';
import { createCommentService } from '../comments/comments.service.ts';
import { openDatabase } from '../db/open.ts';
import { readEnv } from '../env.ts';
import { createLogger } from '../logger.ts';
import { createPostService } from '../posts/posts.service.ts';
import { explainStartFailure } from '../start-failure.ts';
import { DEMO_PASSWORD, emailOf, people } from './board.ts';
import type { Person } from './board.ts';
import { seedBoard } from './seed.ts';

try {
  await main();
} catch (error) {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const env = readEnv(process.env);
  const logger = createLogger(env);
  const { db, close } = await openDatabase(env, logger);
  try {
    const auth = createAuth({ env, db, logger, secret: authSecret(env), events: unheardAccountEvents });
    await seedBoard({ auth, db, posts: createPostService(db), comments: createCommentService(db) });
  } finally {
    await close();
  }
  const logins = (Object.keys(people) as Person[]).map((person) => `    ${emailOf(person)}`).join('\n');
  process.stdout.write(
    `\n  The board is filled. Sign in with the password ${DEMO_PASSWORD} as\n\n${logins}\n\n`,
  );
}
