import { expect, it } from 'vitest';
import { jsonReport, oneLine, textReport } from './report.ts';
import type { Finding } from './types.ts';
import { quote } from './words.ts';

const url = new URL('http://127.0.0.1:5000/admin?key=secret');
const finding = (id: string, result: Finding['result']): Finding => ({
  id,
  result,
  proves: 'It holds',
  sent: 'a word',
  got: 'an answer',
  fix: 'Mend it',
});
const findings = [finding('one', 'pass'), finding('two', 'fail'), finding('three', 'skipped')];

it('the text says how to mend what needs it, and counts', () => {
  expect(textReport(url, findings).split('\n')).toEqual([
    'roomkey audit 127.0.0.1:5000',
    '',
    'PASS    one: It holds',
    '        an answer',
    'FAIL    two: It holds',
    '        sent  a word',
    '        got   an answer',
    '        fix   Mend it',
    'SKIPPED three: It holds',
    '        an answer',
    '',
    '1 fail, 0 weak, 1 pass, 1 skipped',
    '',
  ]);
});

it('the JSON holds every finding, and no more of the address than its host', () => {
  expect(JSON.parse(jsonReport(url, findings))).toEqual({
    host: '127.0.0.1:5000',
    counts: { fail: 1, weak: 0, pass: 1, skipped: 1 },
    findings,
  });
});

it('words of a server carry neither tokens nor control characters', () => {
  expect(quote('bad eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln \u001B[31m\u009B2J')).toBe(
    '"bad <token>  [31m 2J"',
  );
  expect(oneLine(new Error('x'.repeat(500))).length).toBeLessThan(130);
});
