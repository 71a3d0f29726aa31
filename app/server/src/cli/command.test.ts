import { expect, it } from 'vitest';
import { readCommand } from './command.ts';

it.each([
  [['sessions', '--user', 'ann@example.com'], { name: 'sessions', user: 'ann@example.com' }],
  [['revoke', '--user', 'u1'], { name: 'revoke-user', user: 'u1' }],
  [['revoke', '--session=s1'], { name: 'revoke-session', sessionId: 's1' }],
])('%j is understood', (args, command) => expect(readCommand(args)).toEqual(command));

it.each([
  [[]],
  [['revoke']],
  [['revoke', '--user', '']],
  [['revoke', '--user', 'u1', '--session', 's1']],
  [['revoke', 'everybody', '--user', 'u1']],
  [['sessions', '--session', 's1']],
  [['ban', '--user', 'u1']],
  [['revoke', '--users', 'u1']],
])('%j is not', (args) => expect(readCommand(args)).toBeNull());
