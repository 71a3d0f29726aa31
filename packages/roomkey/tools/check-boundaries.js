import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHARED = ['contract', 'errors', 'protocol'];

/**
 * What each subpath may reach, through any number of files: folders of the library and packages. Types count
 * too: a browser bundle does without them, but the declarations of the package do not.
 */
const SUBPATHS = {
  contract: { folders: SHARED, packages: [] },
  client: { folders: [...SHARED, 'client'], packages: ['socket.io-client'] },
  react: { folders: [...SHARED, 'client', 'react'], packages: ['socket.io-client', 'react'] },
  server: { folders: [...SHARED, 'server'], packages: ['socket.io', 'jose', 'node:'] },
};

/** As the subpaths; nothing imports what only a command starts. */
const COMMANDS = {
  audit: {
    entry: 'cli.ts',
    folders: [...SHARED, 'audit'],
    packages: ['socket.io-client', 'jose', 'node:'],
  },
};
const ENTRIES = { ...SUBPATHS, ...COMMANDS };

const STATIC = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^\s*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"`]([^'"`]+)['"`]/g;

const source = resolve(process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url)));

/** Follows the imports of a subpath breadth first, so that a finding shows the shortest chain. */
function walk(subpath, allowed) {
  const entry = join(source, subpath, allowed.entry ?? 'index.ts');
  if (!existsSync(entry)) return [`${subpath}: there is no ${relative(source, entry)}`];
  const findings = [];
  const seen = new Set([entry]);
  const queue = [[entry]];
  for (const chain of queue) {
    for (const specifier of importsOf(chain.at(-1))) {
      const target = specifier.startsWith('.') ? join(dirname(chain.at(-1)), specifier) : specifier;
      if (seen.has(target)) continue;
      seen.add(target);
      const problem = judge(target, allowed);
      if (problem !== null) findings.push(`${subpath} ${problem}: ${show([...chain, target])}`);
      else if (specifier.startsWith('.')) queue.push([...chain, target]);
    }
  }
  return findings;
}

function judge(target, { folders, packages }) {
  if (!target.startsWith(source)) {
    const allowed = packages.some(
      (name) => target === name || (name.endsWith(':') && target.startsWith(name)),
    );
    return allowed ? null : `must not reach "${target}"`;
  }
  if (!existsSync(target)) return 'imports a file that is not there';
  const [folder] = relative(source, target).split(/[/\\]/);
  return folders.includes(folder) ? null : `must not reach ${folder}/`;
}

function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  return [STATIC, BARE, DYNAMIC].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name));
}

function show(chain) {
  return chain.map((step) => (step.startsWith(source) ? relative(source, step) : step)).join(' -> ');
}

const crossings = Object.entries(ENTRIES).flatMap(([name, allowed]) => walk(name, allowed));
for (const crossing of crossings) console.error(crossing);
if (crossings.length > 0) process.exitCode = 1;
else console.log(`Boundaries hold: ${Object.keys(ENTRIES).join(', ')}`);
