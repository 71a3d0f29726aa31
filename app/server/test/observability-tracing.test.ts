import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pglite } from './support/databases.ts';
import { ask, heard } from './support/sockets.ts';
import type { Person } from './support/test-board.ts';
import { watchBoard } from './support/watched-board.ts';
import type { WatchedBoard } from './support/watched-board.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe('with an SDK of OpenTelemetry', { timeout: 60_000 }, () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  let board: WatchedBoard;
  let ann: Person;

  beforeAll(async () => {
    provider.register();
    board = await watchBoard(pglite);
    ann = await board.signUp('Ann');
  });
  afterAll(async () => {
    await board[Symbol.asyncDispose]();
    await provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  });

  const spans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);

  it('each HTTP request is a span that names its route, not its path', async () => {
    const postId = await board.post(ann);
    await board.expectJson(200, `GET /api/posts/${postId}`);
    await vi.waitFor(() => expect(spans('GET /api/posts/:postId')).toHaveLength(1));
    const [span] = spans('GET /api/posts/:postId');
    expect(span?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/posts/:postId',
      'http.response.status_code': 200,
    });
    expect(JSON.stringify(span?.attributes)).not.toContain(postId);
  });

  it('log entries name the trace', async () => {
    await board.send('GET', '/api/posts/none');
    await vi.waitFor(() => {
      const ids = board.entries().map((entry) => entry.traceId);
      expect(ids).toContain(spans('GET /api/posts/:postId').at(-1)?.spanContext().traceId);
    });
  });

  it('a trace is not continued for whoever asks for it', async () => {
    await board.send('GET', '/healthz', { headers: { traceparent: TRACEPARENT } });
    await vi.waitFor(() => expect(spans('GET /healthz')).toHaveLength(1));
    expect(spans('GET /healthz')[0]?.spanContext().traceId).not.toBe(TRACE_ID);
  });

  it('a trace that a trusted proxy began is continued', async () => {
    await using behind = await watchBoard(pglite, { TRUST_PROXY: '1' });
    await behind.send('GET', '/readyz', { headers: { traceparent: TRACEPARENT } });
    await vi.waitFor(() => expect(spans('GET /readyz')[0]?.spanContext().traceId).toBe(TRACE_ID));
  });

  it('requests of sockets are spans too', async () => {
    const postId = await board.post(ann);
    const socket = board.connect(ann);
    await heard(socket, 'session');
    await ask(socket, 'like-post', { postId });
    socket.disconnect();
    await vi.waitFor(() => {
      const names = exporter.getFinishedSpans().map(({ name }) => name);
      expect(names).toContainEqual(expect.stringContaining('like-post'));
    });
    const attributes = JSON.stringify(exporter.getFinishedSpans().map((span) => span.attributes));
    expect(attributes).not.toContain(ann.token);
    expect(attributes).not.toContain('@example.com');
  });
});
