import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './root.js';

const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
const vite = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'];
const shared = ['package-lock.json', 'tsconfig.base.json'];

/** In the order of their dependencies. `inputs` are what a build reads besides the workspace itself. */
const workspaces = {
  library: { folder: 'packages/roomkey', run: tsc, inputs: [] },
  contract: { folder: 'app/contract', run: tsc, inputs: ['packages/roomkey/src'] },
  server: { folder: 'app/server', run: tsc, inputs: ['packages/roomkey/src', 'app/contract/src'] },
  bench: { folder: 'bench', run: tsc, inputs: ['packages/roomkey/src'] },
  web: { folder: 'app/web', run: vite, inputs: ['packages/roomkey/src', 'app/contract/src'] },
};

/**
 * Builds the named workspaces; one whose files have not changed since its last build is left as it is.
 * Ends the process when a build fails: its own messages say why.
 *
 * @param {(keyof typeof workspaces)[]} names
 */
export function buildWorkspaces(names) {
  for (const name of names) {
    const { folder, run, inputs } = workspaces[name];
    const stamp = join(root, folder, 'dist', '.inputs');
    const current = fingerprint([folder, ...inputs, ...shared]);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) continue;
    process.stdout.write(`  Building ${folder}\n`);
    rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
    const [script, ...options] = run;
    const { status } = spawnSync(process.execPath, [join(root, script), ...options], {
      cwd: join(root, folder),
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    writeFileSync(stamp, current);
  }
}

/** Names, sizes and times of all files: reading them would cost more than a build. */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) for (const line of listFiles(join(root, path))) hash.update(`${line}\n`);
  return hash.digest('hex');
}

const NOT_INPUT = new Set(['dist', 'node_modules', 'test', 'results']);

function listFiles(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return [`${relative(root, path)} ${info.size} ${info.mtimeMs}`];
  const names = readdirSync(path).filter((name) => !NOT_INPUT.has(name));
  return names.toSorted().flatMap((name) => listFiles(join(path, name)));
}
