import { isRoomkeyError } from '../../errors/index.ts';
import type { OnError } from '../report.ts';
import type { Span, SpanAttributes, Tracer } from './tracer.ts';

/** What a span says when its work is over. */
export interface SpanEnd {
  readonly code: string | null;
  readonly error?: unknown;
}

/** Runs work inside of a span, where there is a tracer. A tracer that fails changes nothing. */
export interface Spans {
  readonly on: boolean;
  run(name: string, attributes: SpanAttributes, work: (span: Span | null) => void): void;
  end(span: Span | null, end: SpanEnd): void;
}

/** Of these the server is the cause; every other code is an answer as good as success. */
const FAULTS: ReadonlySet<string | null> = new Set(['internal', 'timeout', 'unavailable']);

export function createSpans(tracer: Tracer | undefined, report: OnError): Spans {
  const contained = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      report(error, { stage: 'observer', name: 'tracer' });
    }
  };
  if (tracer === undefined) return { on: false, run: (_name, _attributes, work) => work(null), end: ignore };

  return {
    on: true,
    run(name, attributes, work) {
      let begun = false;
      contained(() =>
        tracer.startActiveSpan(name, { kind: 1, attributes }, (span) => {
          begun = true;
          work(span);
        }),
      );
      if (!begun) work(null);
    },
    end(span, { code, error }) {
      if (span === null) return;
      contained(() => {
        if (code !== null) span.setAttribute('roomkey.code', code);
        if (FAULTS.has(code)) span.setStatus({ code: 2 });
        // A refusal is no exception; what application code threw is one.
        if (error instanceof Error && !isRoomkeyError(error)) span.recordException(error);
        span.end();
      });
    },
  };
}

function ignore(): void {}
