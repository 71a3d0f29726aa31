import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databases, emptyDirectory, pglite } from './support/databases.ts';
import { boardOn, startBoard } from './support/test-board.ts';

describe.each(databases)('a start on $name', { timeout: 60_000 }, (kind) => {
  it('finds everything that was there, and runs its migrations once', async () => {
    const database = await kind.create();
    const first = await boardOn(database);
    const ann = await first.signUp('Ann');
    const postId = await first.post(ann, 'Kept');
    await first.close();

    await using second = await boardOn(database);
    expect((await second.expectJson(200, `GET /api/posts/${postId}`)).post.title).toBe('Kept');
    // The secret and the keys are the same, so nobody is signed out.
    await second.expectJson(200, 'GET /api/posts', { as: ann });
    expect(await second.tokenFor(ann.cookie)).toBeTypeOf('string');
  });
});

describe('the embedded database', { timeout: 60_000 }, () => {
  it('keeps its secret to its owner', async () => {
    await using board = await startBoard(pglite);
    const file = join(board.variables['DATA_DIR'] ?? '', 'auth-secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64url')).toHaveLength(32);
  });

  it('refuses a damaged secret rather than make a new one', async () => {
    const database = await pglite.create();
    await writeFile(join(database.directory, 'auth-secret'), 'short');
    await expect(boardOn(database)).rejects.toThrow(/auth-secret is damaged/);
    await database.remove();
  });

  it('refuses a second process in one sentence, and frees the directory when it closes', async () => {
    const database = await pglite.create();
    const first = await boardOn(database);
    await expect(boardOn(database)).rejects.toThrow(`is in use by process ${process.pid}. Stop it first`);
    await first.close();
    await using second = await boardOn(database);
    await second.expectJson(200, 'GET /readyz');
  });

  it('starts over what an interrupted first start has left', async () => {
    const database = await emptyDirectory();
    const { directory } = database;
    await mkdir(join(directory, 'db.unfinished-1'));
    await writeFile(join(directory, 'db.unfinished-1', 'PG_VERSION'), '17');
    await using board = await boardOn(database);
    await board.expectJson(200, 'GET /readyz');
    expect((await readdir(directory)).toSorted()).toEqual(['auth-secret', 'control.sock', 'db', 'lock']);
  });
});
