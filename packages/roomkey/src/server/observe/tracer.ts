/** The part of OpenTelemetry's `Tracer` that Roomkey uses: `trace.getTracer('app')` is one. */
export interface Tracer {
  startActiveSpan<Result>(name: string, options: SpanOptions, work: (span: Span) => Result): Result;
}

export interface SpanOptions {
  /** As OpenTelemetry numbers them; 1 is a server's. */
  readonly kind: 1;
  readonly attributes: SpanAttributes;
}

export type SpanAttributes = Readonly<Record<string, string>>;

/** The part of OpenTelemetry's `Span` that Roomkey uses. */
export interface Span {
  setAttribute(name: string, value: string): unknown;
  /** As OpenTelemetry numbers them; 2 is an error. */
  setStatus(status: { readonly code: 2 }): unknown;
  recordException(error: Error): unknown;
  end(): void;
}
