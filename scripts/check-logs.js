import { findSecrets } from './support/find-secrets.js';
import { testLogs } from './support/test-logs.js';
import { testPasswords } from './support/test-passwords.js';

const folder = process.argv[2] ?? testLogs;
const passwords = testPasswords();
const { files, findings } = findSecrets(folder, passwords);

if (files === 0 || passwords.length === 0) {
  fail(`No logs in ${folder}, so nothing was looked at: run the tests with BOARD_TEST_LOGS=${folder} first.`);
} else if (findings.length > 0) {
  fail(`Secrets are in the logs:\n${findings.join('\n')}`);
} else {
  process.stdout.write(`No token, cookie or password in ${files} logs.\n`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
