import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('keeps credentials and stored values out of the log', () => {
  let output = '';
  const logger = createLogger({ logLevel: 'info' }, { destination: { write: (line) => (output += line) } });
  const names = ['authorization', 'cookie', 'set-cookie', 'token', 'password'];
  const secrets = Object.fromEntries(names.map((name) => [name, 'hunter2']));
  const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(hunter2)' });

  logger.info(
    { ...secrets, request: { ...secrets, headers: secrets }, err: error, path: '/api/posts' },
    'failed',
  );

  expect(output).toContain('/api/posts');
  expect(output).toContain('23505');
  expect(output).not.toContain('hunter2');
});
