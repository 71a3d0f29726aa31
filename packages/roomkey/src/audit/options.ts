import { parseArgs } from 'node:util';
import { eventsOfContract } from './contract-events.ts';
import { mergeEvents, parseEvent } from './events.ts';
import { UsageError } from './failures.ts';
import { isLoopback } from './loopback.ts';
import type { AuditOptions } from './types.ts';
import { oneLine } from './report.ts';

export const USAGE = `Usage: roomkey audit <url> [options]

  --token <token>           a token that is valid
  --token-command <command> prints a valid token; better than --token, which others can see in the process list
  --expired-token <token>   a token whose time is over
  --event <name:json>       an event that needs a login; may be repeated. It is really sent.
  --contract <file>         a module that exports a Roomkey contract: its events are tried
  --json                    a report for programs
  --i-own-this-server       needed for any host but this machine

Exit code: 0 no fail, 1 at least one fail, 2 wrong usage or no answer.
`;

const OPTIONS = {
  token: { type: 'string' },
  'token-command': { type: 'string' },
  'expired-token': { type: 'string' },
  event: { type: 'string', multiple: true },
  contract: { type: 'string' },
  json: { type: 'boolean' },
  'i-own-this-server': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @returns null when help was asked for. @throws UsageError */
export async function readOptions(args: readonly string[]): Promise<AuditOptions | null> {
  const { values, positionals } = parse(args);
  if (values.help === true) return null;
  const [command, address] = positionals;
  if (command !== 'audit' || address === undefined || positionals.length > 2)
    throw new UsageError('The command is: roomkey audit <url>. See roomkey --help.');
  const url = readUrl(address);
  if (!isLoopback(url) && values['i-own-this-server'] !== true)
    throw new UsageError(
      `${url.host} is not this machine. Audit only what is yours, and say so with --i-own-this-server.`,
    );
  const declared = values.contract === undefined ? [] : await eventsOfContract(values.contract);
  return {
    url,
    token: values.token ?? null,
    tokenCommand: values['token-command'] ?? null,
    expiredToken: values['expired-token'] ?? null,
    events: mergeEvents((values.event ?? []).map(parseEvent), declared),
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
}

function readUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError('The address must begin with http:// or https://.');
  return url;
}
