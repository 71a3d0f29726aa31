import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../../app/server', import.meta.url));

/** What Node runs as a server of the app. */
export interface Program {
  readonly cwd: string;
  readonly args: readonly string[];
}

/** What was built, which is what people run. */
export const built: Program = { cwd: SERVER, args: ['dist/main.js'] };

/** The same, which says how much memory it needs; a build of `bench` has to be there. */
export const measured: Program = {
  cwd: SERVER,
  args: [
    '--expose-gc',
    '--import',
    new URL('../../dist/cost/server/board-main.js', import.meta.url).href,
    ...built.args,
  ],
};

/** The sources as they are, for tests that need no build. */
export const fromSource: Program = {
  cwd: SERVER,
  args: ['--conditions=roomkey-source', '--import=tsx', 'src/main.ts'],
};
