import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CREDENTIALS = [
  { what: 'a JWT', pattern: /eyJ[\w-]{8,}/ },
  { what: 'a session cookie', pattern: /session_token=[^;\s"]/ },
  { what: 'a bearer', pattern: /Bearer\s+[\w~+/-]{4,}/i },
];
const SHOWN = 3;

/**
 * The lines of these logs that hold a credential or one of the passwords, each as `file:line: what`, masked.
 *
 * @param {string} folder
 * @param {readonly string[]} passwords
 */
export function findSecrets(folder, passwords) {
  const rules = [
    ...CREDENTIALS,
    ...passwords.map((password) => ({ what: 'a password', pattern: literal(password) })),
  ];
  const files = logsIn(folder);
  return { files: files.length, findings: files.flatMap((file) => findIn(join(folder, file), rules)) };
}

function logsIn(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function findIn(path, rules) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    rules
      .map(({ what, pattern }) => ({ what, match: pattern.exec(line)?.[0] }))
      .filter(({ match }) => match !== undefined)
      .map(({ what, match }) => `${path}:${index + 1}: ${what}, ${match.slice(0, SHOWN)}…`),
  );
}

const literal = (text) => new RegExp(RegExp.escape?.(text) ?? text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
