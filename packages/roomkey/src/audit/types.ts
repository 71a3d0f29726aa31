import type { Target } from './target.ts';

/** `weak`: nothing was broken into, yet a line of defence is missing. */
export type Result = 'pass' | 'weak' | 'fail' | 'skipped';

export interface Outcome {
  readonly result: Result;
  /** In words, never a token. */
  readonly sent: string;
  readonly got: string;
}

/** One question to a server. Everything it does is bounded in count and time. */
export interface Check {
  readonly id: string;
  /** What a pass proves. */
  readonly proves: string;
  readonly fix: string;
  /** Could disturb a server that is not prepared for it: loopback only. */
  readonly disturbs?: true;
  run(target: Target): Promise<Outcome>;
}

export interface Finding extends Outcome {
  readonly id: string;
  readonly proves: string;
  readonly fix: string;
}

/** An event of the application that a client may send. */
export interface EventToTry {
  readonly name: string;
  readonly payload: unknown;
  /** Declared for everybody: an effect without a login is no finding. */
  readonly isPublic: boolean;
}

export interface AuditOptions {
  readonly url: URL;
  readonly token: string | null;
  readonly tokenCommand: string | null;
  readonly expiredToken: string | null;
  readonly events: readonly EventToTry[];
  readonly json: boolean;
}
