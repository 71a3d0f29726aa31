import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from './env.ts';

const secret = 'q7Zk0vYt3mXc9LrB5nHs8dWf2gJp6aEu';

describe('the environment', () => {
  it('needs nothing', () => {
    expect(readEnv({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      trustedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
      databaseUrl: undefined,
      accessTokenTtl: 600,
      adminEmails: [],
      connectionsPerAddress: 1_000,
      connectionsPerUser: 100,
      requestLimits: true,
    });
  });

  it('trusts one origin alone once PUBLIC_URL is set', () => {
    const env = readEnv({ PUBLIC_URL: 'https://board.example.com/', PORT: '8080' });
    expect(env).toMatchObject({
      publicUrl: 'https://board.example.com',
      trustedOrigins: ['https://board.example.com'],
    });
  });

  it('counts an empty variable as absent', () => {
    expect(readEnv({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined });
  });

  it('reads a list of e-mails', () => {
    expect(readEnv({ ADMIN_EMAILS: ' Ann@Example.com, ,bob@example.com' }).adminEmails).toEqual([
      'ann@example.com',
      'bob@example.com',
    ]);
  });

  it('takes 0 for no limit', () => {
    const none = { AUTH_RATE_LIMIT: '0', CONNECTIONS_PER_ADDRESS: '0', CONNECTIONS_PER_USER: '0' };
    expect(readEnv(none)).toMatchObject({
      authRateLimit: 0,
      connectionsPerAddress: 0,
      connectionsPerUser: 0,
    });
  });

  it('requires a secret with PostgreSQL', () => {
    const DATABASE_URL = 'postgres://localhost/board';
    expect(() => readEnv({ DATABASE_URL })).toThrow('AUTH_SECRET is required');
    expect(readEnv({ DATABASE_URL, AUTH_SECRET: secret })).toMatchObject({ authSecret: secret });
  });

  it('is of one process with the embedded database', () => {
    expect(() => readEnv({ WORKERS: '2' })).toThrow(/^WORKERS is for several processes.*DATABASE_URL/);
    expect(() => readEnv({ REDIS_URL: 'redis://localhost' })).toThrow(/^REDIS_URL is for several processes/);
    const shared = { DATABASE_URL: 'postgres://localhost/board', AUTH_SECRET: secret };
    expect(readEnv({ ...shared, WORKERS: '2', REDIS_URL: 'redis://localhost:6379' })).toMatchObject({
      workers: 2,
      redisUrl: 'redis://localhost:6379',
    });
  });

  it.each([
    ['REDIS_URL', 'localhost:6379'],
    ['WORKERS', '0'],
    ['DRAIN_SECONDS', '60'],
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'board.example.com'],
    ['PUBLIC_URL', 'https://board.example.com/path'],
    ['DATABASE_URL', 'mysql://localhost/board'],
    ['ACCESS_TOKEN_TTL', '0'],
    ['ADMIN_EMAILS', 'ann'],
    ['CONNECTIONS_PER_ADDRESS', '-1'],
    ['CONNECTIONS_PER_USER', 'many'],
    ['LOG_LEVEL', 'loud'],
    ['DEBUG', '*'],
    ['DEBUG', 'app, socket.io*'],
    ['DEBUG', 'socket.io:socket'],
    ['DEBUG', 'soc*'],
    ['DEBUG', 'engine:ws'],
    ['DEBUG', 'express:*'],
    ['DEBUG', '*,-socket.io*'],
    ['AUTH_SECRET', secret.slice(1)],
    ['AUTH_SECRET', 'change-me-change-me-change-me-change-me'],
    ['AUTH_SECRET', 'a'.repeat(40)],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(EnvError);
    expect(() => readEnv({ [name]: value })).toThrow(name);
  });

  it.each(['app', 'vite:*', '-socket.io*', 's'])('lets DEBUG=%s be', (DEBUG) => {
    expect(() => readEnv({ DEBUG })).not.toThrow();
  });

  it('never repeats a secret in its message', () => {
    expect(() => readEnv({ AUTH_SECRET: 'hunter2' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});
