import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';

// What every system has room for in the address of a Unix domain socket (unix(7): 108 bytes, 104 on macOS).
const MAX_PATH_BYTES = 103;

/** Where the server of a data directory can be reached from this machine; null when the path is too long for it. */
export function controlPath(dataDir: string): string | null {
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\board-${createHash('sha256').update(dataDir).digest('hex').slice(0, 32)}`;
  const absolute = join(dataDir, 'control.sock');
  const near = relative(process.cwd(), absolute);
  const path = near.length < absolute.length ? near : absolute;
  return Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : null;
}
