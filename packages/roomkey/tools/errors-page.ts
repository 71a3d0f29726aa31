import { ERROR_CODES } from '../src/errors/index.ts';

const RETRY = {
  never: 'trying again does not help',
  refresh: 'get a fresh token, then try again',
  backoff: 'wait, longer each time, then try again',
};

/** `docs/reference/errors.md`, from the table of codes. */
export function errorsPage(): string {
  const codes = Object.entries(ERROR_CODES).map(([code, { retry, message, cause, fix }]) =>
    [
      `## \`${code}\``,
      [
        `- **Message**: ${message}`,
        `- **Cause**: ${cause}`,
        `- **Fix**: ${fix}`,
        `- **Retry**: \`${retry}\`, ${RETRY[retry]}`,
      ].join('\n'),
    ].join('\n\n'),
  );
  return `${[...INTRODUCTION, ...codes].join('\n\n')}\n`;
}

const INTRODUCTION = [
  '# Error codes',
  '<!-- Generated from packages/roomkey/src/errors/codes.ts by packages/roomkey/tools/generate.ts -->',
  [
    'Every error that Roomkey sends or throws has one of these codes. A code means one thing, on the wire as in',
    'TypeScript, and its `retry` says what a client should do next. The message is what is sent when the contract',
    'has no wording of its own; decide by the code, never by the message.',
  ].join('\n'),
];
