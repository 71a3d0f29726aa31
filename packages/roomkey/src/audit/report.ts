import type { Finding, Result } from './types.ts';
import { quote } from './words.ts';

const RESULTS: readonly Result[] = ['fail', 'weak', 'pass', 'skipped'];

const count = (findings: readonly Finding[], result: Result): number =>
  findings.filter((finding) => finding.result === result).length;

/** For people: what needs work says how, what holds is one line. */
export function textReport(url: URL, findings: readonly Finding[]): string {
  const summary = RESULTS.map((result) => `${count(findings, result)} ${result}`).join(', ');
  return [`roomkey audit ${url.host}`, '', ...findings.map(entry), '', summary, ''].join('\n');
}

function entry({ id, proves, result, sent, got, fix }: Finding): string {
  const title = `${result.toUpperCase().padEnd(8)}${id}: ${proves}`;
  const lines =
    result === 'fail' || result === 'weak' ? [`sent  ${sent}`, `got   ${got}`, `fix   ${fix}`] : [got];
  return [title, ...lines.map((line) => `        ${line}`)].join('\n');
}

/** For programs. The fields are kept from version to version. */
export function jsonReport(url: URL, findings: readonly Finding[]): string {
  const counts = Object.fromEntries(RESULTS.map((result) => [result, count(findings, result)]));
  return `${JSON.stringify({ host: url.host, counts, findings }, null, 2)}\n`;
}

export const oneLine = (error: unknown): string =>
  quote(error instanceof Error ? error.message : String(error)).slice(1, -1);
