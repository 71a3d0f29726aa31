import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWorkspaces } from '../../../scripts/support/build-workspaces.js';

/** Packs the library as it would be published, and uses it as a stranger would. */
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const bin = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'roomkey-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const SUBPATHS = ['contract', 'server', 'client', 'react', 'testing'];

/** What a published declaration must be able to name: the types of everything that a consumer may export. */
const CONSUMER = `
import type { Server } from 'socket.io';
import { createClient } from 'roomkey/client';
import { defineContract } from 'roomkey/contract';
import { createHooks } from 'roomkey/react';
import { attachRoomkey, secret } from 'roomkey/server';
import { createHarness } from 'roomkey/testing';
import { z } from 'zod';

export const contract = defineContract({
  rooms: { post: { params: { postId: z.string() }, allow: 'user' } },
  requests: { like: { room: 'post', output: z.object({ count: z.int() }), allow: 'member' } },
  events: { liked: { room: 'post', data: z.object({ count: z.int() }), delivery: 'latest' } },
});
export const hooks = createHooks(contract);
export const { useRoom, useRequest, RoomkeyProvider } = hooks;
export const client = createClient(contract, { getToken: () => null });
export const like = (postId: string) => client.request('like', { postId });
export const room = client.room('post', { postId: 'p1' });
export const verify = secret('x'.repeat(32), { algorithms: ['HS256'], issuer: 'i', audience: 'a' });
export const attach = (io: Server) =>
  attachRoomkey(io, {
    contract,
    verify,
    loadUser: ({ userId }) => ({ id: userId, name: userId, role: 'user' }),
    rooms: { post: ({ user }) => user.role === 'user' },
    requests: { like: ({ room: post }) => (post.emit('liked', { count: 1 }), { count: 1 }) },
  });
export const harness = () => createHarness((io) => attach(io));
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'ESNext.Disposable'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    declaration: true,
    outDir: 'out',
  },
  files: ['consumer.ts'],
};

const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
];

function run(title, command, options = {}) {
  const [program, ...args] = command;
  const result = spawnSync(program, args, { cwd: folder, encoding: 'utf8', ...options });
  if (result.status !== 0) fail(title, `${result.stdout}${result.stderr}`);
  console.log(`  ${title}`);
  return result.stdout;
}

function fail(title, details) {
  console.error(`${title} failed:\n${details}`);
  process.exit(1);
}

const node = (script, ...args) => [process.execPath, join(bin, script), ...args];

function pack() {
  const options = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const [tarball] = JSON.parse(run('npm pack', ['npm', 'pack', ...options], { cwd: packageFolder }));
  const stray = tarball.files.map(({ path }) => path).filter(isStray);
  if (stray.length > 0) fail('npm pack', `These files should stay at home:\n${stray.join('\n')}`);
  return join(folder, tarball.filename);
}

const isStray = (path) =>
  /\.test(-d|-util)?\.|\/\.|^test\/|^tools\//.test(path) ||
  !/^(src|dist)\/|^package\.json$|^(README|LICENSE)/.test(path);

function installConsumer(tarball) {
  mkdirSync(join(folder, 'consumer'));
  const cwd = join(folder, 'consumer');
  const peers = ['react', 'socket.io', 'socket.io-client', 'zod', '@types/react'];
  const versions = peers.map((name) => [name, manifest.devDependencies[name]]);
  const dependencies = { roomkey: `file:${tarball}`, ...Object.fromEntries(versions), '@types/node': '^20' };
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  writeFileSync(join(cwd, 'consumer.ts'), CONSUMER);
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  run('npm install of the tarball', ['npm', 'install', ...quiet], { cwd });
  return cwd;
}

function typeCheckConsumer(cwd) {
  for (const resolution of RESOLUTIONS) {
    const config = { ...TSCONFIG, compilerOptions: { ...TSCONFIG.compilerOptions, ...resolution } };
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(config));
    run(`declarations of a consumer, ${resolution.moduleResolution}`, node('typescript/bin/tsc', '-p', cwd));
  }
}

function importSubpaths(cwd) {
  for (const subpath of SUBPATHS) {
    run(`import of roomkey/${subpath}`, [process.execPath, '-e', `import('roomkey/${subpath}')`], { cwd });
  }
  const root = spawnSync(process.execPath, ['-e', `import('roomkey')`], { cwd, encoding: 'utf8' });
  if (!root.stderr.includes('ERR_PACKAGE_PATH_NOT_EXPORTED')) fail('refusal of the root', root.stderr);
  console.log('  refusal of the root, which would mix server and browser');
}

function runCommand(cwd) {
  run('the command, as npx finds it', [join(cwd, 'node_modules/.bin/roomkey'), '--help'], { cwd });
}

buildWorkspaces(['library']);
const tarball = pack();
run('publint', node('publint/src/cli.js', tarball, '--strict'));
run('attw', node('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--no-emoji'));
const consumer = installConsumer(tarball);
typeCheckConsumer(consumer);
importSubpaths(consumer);
runCommand(consumer);
console.log('The package is as it should be.');
