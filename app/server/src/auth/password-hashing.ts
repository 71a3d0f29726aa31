import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { createGate } from './gate.ts';

/** How Better Auth is to store and compare passwords. @throws RoomkeyError `unavailable` when too many wait already */
export interface PasswordHashing {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (input: { hash: string; password: string }) => Promise<boolean>;
}

// Node's thread pool has four threads, and files and names of hosts need it too. At about 50 ms for a hash the
// last in line waits little more than a second.
const AT_ONCE = 2;
const WAITING = 50;

/** Better Auth's own scrypt, but so many at once: a flood of sign-ins must not take the machine from everybody else. */
export function createPasswordHashing(): PasswordHashing {
  const gate = createGate({ atOnce: AT_ONCE, waiting: WAITING });
  return {
    hash: (password) => gate(() => hashPassword(password)),
    verify: (input) => gate(() => verifyPassword(input)),
  };
}
