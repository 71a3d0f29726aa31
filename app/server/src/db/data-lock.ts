import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

/** Another process has the data directory open; the message says which and what to do. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(dataDir: string, pid: number) {
    super(
      `The data in ${dataDir} is in use by process ${pid}. Stop it first, or set DATA_DIR to another directory.`,
    );
  }
}

export interface DataLock {
  readonly release: () => void;
}

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same pid; empty where the system does not say. */
  readonly started: string;
}

/**
 * Takes the directory for this process; the lock of a process that has died is taken over.
 *
 * @throws DataDirInUseError when a living process, this one included, has it.
 */
export function lockDataDir(dataDir: string): DataLock {
  const path = join(dataDir, 'lock');
  if (!claim(path)) takeOver(dataDir, path);
  return { release: () => rmSync(path, { force: true }) };
}

function takeOver(dataDir: string, path: string): void {
  // Of several that find a dead owner, one at a time looks again and replaces it.
  const guard = `${path}.takeover`;
  if (!isAlive(readOwner(guard))) rmSync(guard, { force: true });
  if (!claim(guard)) throw new DataDirInUseError(dataDir, readOwner(guard)?.pid ?? process.pid);
  try {
    const owner = readOwner(path);
    if (isAlive(owner)) throw new DataDirInUseError(dataDir, owner.pid);
    rmSync(path, { force: true });
    if (!claim(path)) throw new DataDirInUseError(dataDir, readOwner(path)?.pid ?? process.pid);
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Linking a written file makes name and content appear together: nobody reads a half-written lock. */
function claim(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  const owner: Owner = { pid: process.pid, started: startOf(process.pid) };
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'started' in value &&
    typeof value.started === 'string'
  );
}

function isAlive(owner: Owner | undefined): owner is Owner {
  if (owner === undefined) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  return startOf(owner.pid) === owner.started;
}

/** Linux tells when a process started (proc(5), field 22), so a reused pid does not look like the owner. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
