import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracer } from '../../src/server/index.ts';
import { ask, denied, setStage } from '../fixtures/stage.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
// Its context manager is AsyncLocalStorage's.
provider.register();
const tracer = trace.getTracer('test');

beforeEach(() => exporter.reset());
afterAll(() => provider.shutdown());

const post = { postId: 'p1' };
const named = (name: string): ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === name);

describe('with the tracer of OpenTelemetry', () => {
  it('a handshake is a span, and a refusal of it no error', async () => {
    await using stage = await setStage({ tracer });
    await stage.as('alice');
    await expect(stage.harness.connect('no token')).rejects.toThrow('Authentication error');
    const [accepted, refused] = named('roomkey.handshake');
    expect(accepted?.attributes).not.toHaveProperty('roomkey.code');
    expect(refused?.attributes).toMatchObject({ 'roomkey.code': 'token_invalid' });
    expect(refused?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('a handshake that could not be decided is an error', async () => {
    await using stage = await setStage({ tracer });
    stage.world.before = () => Promise.reject(new Error('down'));
    await expect(stage.as('alice')).rejects.toThrow('Service unavailable');
    expect(named('roomkey.handshake')[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('a join and a request are spans of a server, with the name of the room and not its key', async () => {
    await using stage = await setStage({ tracer });
    const socket = await stage.as('alice');
    await ask(socket, 'join-post', post);
    await ask(socket, 'like-post', post);
    const [join] = named('join-post receive');
    const [like] = named('like-post receive');
    expect(join).toMatchObject({ kind: SpanKind.SERVER, attributes: { 'roomkey.room': 'post' } });
    expect(like).toMatchObject({
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'messaging.system': 'socket.io',
        'messaging.destination.name': 'like-post',
        'roomkey.name': 'like-post',
        'roomkey.room': 'post',
      },
    });
    expect(JSON.stringify([join?.attributes, like?.attributes])).not.toContain('p1');
  });

  it.each([
    ['like-post', post, 'unauthenticated', SpanStatusCode.UNSET, 0],
    ['made-up', {}, 'unknown_event', SpanStatusCode.UNSET, 0],
    ['fail', { how: 'reject' }, 'internal', SpanStatusCode.ERROR, 1],
  ] as const)('%s %j ends with its code', async (...[name, payload, code, status, exceptions]) => {
    await using stage = await setStage({ tracer });
    expect(await ask(await stage.harness.connect(), name, payload)).toEqual(denied(code));
    const [span] = named(`${name === 'made-up' ? '(unknown)' : name} receive`);
    expect(span?.attributes).toMatchObject({ 'roomkey.code': code });
    expect(span?.status.code).toBe(status);
    expect(span?.events).toHaveLength(exceptions);
  });

  it('a handler that is given up is an error, and its span is over', async () => {
    await using stage = await setStage({ tracer });
    const socket = await stage.harness.connect();
    const answer = ask(socket, 'fail', { how: 'hang' });
    await expect.poll(() => stage.harness.io.of('/').sockets.size).toBe(1);
    await expect.poll(() => (stage.clock.advance(1_000), named('fail receive'))).toHaveLength(1);
    expect(await answer).toEqual(denied('timeout'));
    expect(named('fail receive')[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('spans of policies and handlers, also after an await, are children of the request', async () => {
    await using stage = await setStage({ tracer });
    const socket = await stage.as('alice');
    stage.world.before = async (step) => {
      await new Promise((resolve) => setImmediate(resolve));
      tracer.startActiveSpan(`query of ${step}`, (span) => span.end());
    };
    await Promise.all([ask(socket, 'like-post', post), ask(socket, 'like-post', { postId: 'p2' })]);
    const requests = named('like-post receive').map((span) => span.spanContext().spanId);
    expect(new Set(requests).size).toBe(2);
    for (const step of ['policy', 'like']) {
      const parents = named(`query of ${step}`).map((span) => span.parentSpanContext?.spanId);
      expect(new Set(parents)).toEqual(new Set(requests));
    }
  });

  it('nothing of a request is left in the context after it', async () => {
    await using stage = await setStage({ tracer });
    await ask(await stage.harness.connect(), 'view-post', post);
    expect(trace.getSpan(context.active())).toBeUndefined();
  });
});

describe('a tracer that fails', () => {
  const fail = (): never => {
    throw new Error('tracer');
  };
  const broken: readonly [string, Tracer][] = [
    ['to start a span', { startActiveSpan: fail }],
    [
      'to end one',
      {
        startActiveSpan: (_name, _options, work) =>
          work({ setAttribute: fail, setStatus: fail, recordException: fail, end: fail }),
      },
    ],
  ];

  it.each(broken)('%s changes nothing, and is reported', async (_what, each) => {
    await using stage = await setStage({ tracer: each });
    const socket = await stage.as('alice');
    expect(await ask(socket, 'join-post', post)).toMatchObject({ ok: true });
    expect(await ask(socket, 'fail', { how: 'throw' })).toEqual(denied('internal'));
    expect(stage.world.failures).toEqual(
      expect.arrayContaining([expect.objectContaining({ stage: 'observer', name: 'tracer' })]),
    );
  });
});
