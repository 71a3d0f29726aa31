import { execFile } from 'node:child_process';
import { decodeJwt } from 'jose';
import type { JWTPayload } from 'jose';
import { UsageError } from './failures.ts';

const COMMAND_TIMEOUT_MS = 10_000;
const RENEW_BEFORE_MS = 2_000;

/** Tokens for a check, asked for again when one is about to end. */
export interface Tokens {
  /** One that is good now; null when none was given, or the given one has ended. */
  valid(): Promise<string | null>;
  /** One whose time is over; null when none is known. */
  expired(): string | null;
}

export interface TokenOptions {
  readonly token: string | null;
  readonly tokenCommand: string | null;
  readonly expiredToken: string | null;
}

export function createTokens({ token, tokenCommand, expiredToken }: TokenOptions): Tokens {
  let current = token;
  const seen: string[] = token === null ? [] : [token];

  return {
    async valid() {
      if (current !== null && msLeft(current) > RENEW_BEFORE_MS) return current;
      if (tokenCommand === null) return null;
      current = await runCommand(tokenCommand);
      seen.push(current);
      return current;
    },
    expired: () => expiredToken ?? seen.find((each) => msLeft(each) < -1_000) ?? null,
  };
}

/** Milliseconds until a token ends; infinite for one that does not say. */
export function msLeft(token: string): number {
  const { exp } = claimsOf(token) ?? {};
  return exp === undefined ? Infinity : exp * 1000 - Date.now();
}

/** Null for a token that is no JWT. */
export function claimsOf(token: string): JWTPayload | null {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}

/** @throws UsageError without what the command printed: that may be a token */
function runCommand(command: string): Promise<string> {
  const shell = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  return new Promise((resolve, reject) => {
    execFile(shell[0] ?? '', [shell[1] ?? '', command], { timeout: COMMAND_TIMEOUT_MS }, (error, stdout) => {
      const token = stdout.trim();
      if (error === null && token !== '') resolve(token);
      else reject(new UsageError('--token-command failed, or printed no token.'));
    });
  });
}
