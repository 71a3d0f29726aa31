import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvError } from '../env.ts';
import type { Env } from '../env.ts';

const MIN_BYTES = 32;

/**
 * The secret of this installation: from the environment, else one that is made on the first start and kept in
 * `dataDir`, readable by its owner alone.
 *
 * @throws EnvError when the kept secret was damaged.
 */
export function authSecret(env: Pick<Env, 'authSecret' | 'dataDir'>): string {
  if (env.authSecret !== undefined) return env.authSecret;
  const path = join(env.dataDir, 'auth-secret');
  const kept = read(path) ?? create(env.dataDir, path);
  if (Buffer.byteLength(kept) < MIN_BYTES)
    throw new EnvError(`${path} is damaged; restore it, or delete it to sign everybody out`);
  return kept;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function create(dataDir: string, path: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(MIN_BYTES).toString('base64url'), { mode: 0o600, flush: true });
  try {
    // Never replaces one that is there, and never shows half of one.
    linkSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}
