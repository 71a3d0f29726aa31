import { decodeJwt } from 'jose';
import type { Server } from 'socket.io';
import { expect, it } from 'vitest';
import { createHarness, createTokenMint } from '../../src/testing/index.ts';
import { audit } from './audit.ts';

const TIMEOUT_MS = 60_000;
const tokens = createTokenMint();

const ping = (io: Server): unknown =>
  io.on('connection', (socket) => {
    socket.on('ping', (_payload, ack) => (typeof ack === 'function' ? ack('pong') : undefined));
  });

it('finds what a server offers at the handshake', { timeout: TIMEOUT_MS }, async () => {
  await using harness = await createHarness(ping, {
    connectionStateRecovery: {},
    perMessageDeflate: true,
    cors: { origin: true, credentials: true },
    maxHttpBufferSize: 1e8,
  });
  const { results, code } = await audit(harness.url, '--event', 'ping:{}');
  expect(results).toMatchObject({
    'anonymous-handshake': 'weak',
    'unauthenticated-events': 'fail',
    'malformed-token': 'weak',
    'unsigned-token': 'weak',
    'tampered-token': 'skipped',
    'foreign-origin': 'fail',
    'state-recovery': 'fail',
    compression: 'weak',
    'message-size': 'fail',
    'malformed-payloads': 'pass',
  });
  expect(code).toBe(1);
});

it(
  'finds identities that are taken from the URL, and refusals that talk',
  { timeout: TIMEOUT_MS },
  async () => {
    await using harness = await createHarness((io) => {
      io.use((socket, next) => {
        const { token } = { ...socket.handshake.query, ...socket.handshake.auth };
        const claimed = socket.handshake.query['userId'];
        try {
          socket.data.user = claimed ?? decodeJwt(String(token)).sub;
          next();
        } catch (error) {
          next(new Error(error instanceof Error ? error.stack : 'unknown'));
        }
      });
      ping(io);
    });
    const token = await tokens.mint({ userId: 'ada' });
    const { results } = await audit(harness.url, '--token', token, '--event', 'ping:{}');
    expect(results).toMatchObject({
      'anonymous-handshake': 'pass',
      'unauthenticated-events': 'pass',
      'malformed-token': 'pass',
      'unsigned-token': 'fail',
      'query-token': 'fail',
      'claimed-identity': 'fail',
      refusals: 'fail',
    });
  },
);

it('waits for a server that is busy, and takes that for no refusal', { timeout: TIMEOUT_MS }, async () => {
  let knocks = 0;
  await using harness = await createHarness((io) => {
    io.use((_socket, next) => {
      knocks += 1;
      next(knocks === 1 ? Object.assign(new Error('Busy'), { data: { retry: 'backoff' } }) : undefined);
    });
    ping(io);
  });
  const { results, got } = await audit(harness.url, '--event', 'ping:{}');
  expect(got['anonymous-handshake']).not.toContain('Busy');
  expect(results['unauthenticated-events']).toBe('fail');
});
