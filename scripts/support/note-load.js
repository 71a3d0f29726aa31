import { loadavg } from 'node:os';

/** What is measured after a build would take the build for other work of the machine. */
export function noteLoad() {
  process.env.LOAD_BEFORE ??= String(loadavg()[0]);
}
