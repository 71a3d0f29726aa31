import { describe, expect, it } from 'vitest';
import { UsageError } from './failures.ts';
import { readOptions } from './options.ts';

const read = (...args: string[]) => readOptions(['audit', ...args]);

describe('the command line', () => {
  it('is read', async () => {
    const options = await read(
      'http://localhost:3000',
      '--event',
      'like:{"id":"1"}',
      '--json',
      '--token',
      't',
    );
    expect(options).toEqual({
      url: new URL('http://localhost:3000'),
      token: 't',
      tokenCommand: null,
      expiredToken: null,
      events: [{ name: 'like', payload: { id: '1' }, isPublic: false }],
      json: true,
    });
  });

  it('needs consent for any other machine', async () => {
    await expect(read('https://example.com')).rejects.toThrow('--i-own-this-server');
    await expect(read('https://example.com', '--i-own-this-server')).resolves.toMatchObject({ events: [] });
  });

  it.each([
    [],
    ['http://localhost', 'http://example.com'],
    ['localhost:3000'],
    ['ftp://localhost'],
    ['http://localhost', '--unknown'],
    ['http://localhost', '--event', '{'],
    ['http://localhost', '--contract', '/nowhere.js'],
  ])('is refused: %j', async (...args) => {
    await expect(read(...args)).rejects.toThrow(UsageError);
  });

  it('offers help', async () => {
    await expect(readOptions(['--help'])).resolves.toBeNull();
    await expect(readOptions(['check', 'http://localhost'])).rejects.toThrow('roomkey audit');
  });
});
