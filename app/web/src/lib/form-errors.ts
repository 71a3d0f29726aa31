import { zodResolver } from '@hookform/resolvers/zod';
import type { FieldValues, Resolver } from 'react-hook-form';
import type { z } from 'zod';

interface Issue {
  readonly code: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly format?: unknown;
}

/** Checks a form by a schema that the server shares, and words the problems for people. */
export function formResolver<Input extends FieldValues, Output>(
  schema: z.ZodType<Output, Input>,
): Resolver<Input, unknown, Output> {
  return zodResolver(schema, { error: describeIssue });
}

function describeIssue(issue: Issue): string | undefined {
  if (issue.code === 'too_small') {
    return issue.minimum === 1
      ? 'This cannot be empty.'
      : `Use at least ${String(issue.minimum)} characters.`;
  }
  if (issue.code === 'too_big')
    return `Use at most ${Number(issue.maximum).toLocaleString('en')} characters.`;
  if (issue.format === 'email') return 'This is not an email address.';
  return undefined;
}
