import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const tool = fileURLToPath(new URL('../../tools/check-boundaries.js', import.meta.url));

const check = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...options], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

/** A library whose subpaths import nothing, and the files of the test on top. */
function sources(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'roomkey-boundaries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sound = {
    'contract/index.ts': '',
    'client/index.ts': '',
    'react/index.ts': '',
    'server/index.ts': '',
    'audit/cli.ts': '',
  };
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('the boundaries', () => {
  it('hold for the library', () => {
    expect(check()).toEqual({ status: 0, output: expect.stringContaining('hold') });
  });

  it('are crossed by a file that the client reaches, and the chain is named', () => {
    const folder = sources({
      'client/index.ts': `export { dial } from './dial.ts';`,
      'client/dial.ts': `import {\n  names,\n} from '../protocol/names.ts';\nexport const dial = names;`,
      'protocol/names.ts': `import type { Server } from '../server/index.ts';`,
    });
    expect(check(folder)).toEqual({
      status: 1,
      output:
        'client must not reach server/: client/index.ts -> client/dial.ts -> protocol/names.ts -> server/index.ts\n',
    });
  });

  it.each([
    ['contract', `import { SignJWT } from 'jose';`, 'jose'],
    ['contract', `import 'react';`, 'react'],
    ['client', `export * from 'socket.io';`, 'socket.io'],
    ['client', `const fs = await import('node:fs');`, 'node:fs'],
    ['react', `import type { Socket } from 'socket.io';`, 'socket.io'],
    ['react', `import { randomUUID } from 'crypto';`, 'crypto'],
    ['server', `import { io } from 'socket.io-client';`, 'socket.io-client'],
  ])('are crossed by %s with %s', (subpath, line, name) => {
    expect(check(sources({ [`${subpath}/index.ts`]: line }))).toEqual({
      status: 1,
      output: `${subpath} must not reach "${name}": ${subpath}/index.ts -> ${name}\n`,
    });
  });

  it.each([
    ['server', 'react'],
    ['server', 'testing'],
    ['react', 'testing'],
    ['contract', 'client'],
    ['server', 'audit'],
    ['client', 'audit'],
  ])('keep %s out of %s', (subpath, folder) => {
    const { status, output } = check(
      sources({ [`${subpath}/index.ts`]: `import '../${folder}/x.ts';`, [`${folder}/x.ts`]: '' }),
    );
    expect({ status, output }).toEqual({
      status: 1,
      output: expect.stringContaining(`${subpath} must not reach ${folder}/`),
    });
  });

  it('are not said to hold where there is nothing to look at', () => {
    expect(check('/nowhere')).toMatchObject({ status: 1 });
  });
});
