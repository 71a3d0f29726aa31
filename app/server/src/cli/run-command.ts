import type { SessionFacts } from '../auth/sessions.ts';
import type { Operator } from '../control/operator.ts';
import type { Command } from './command.ts';

/** How far a command reaches by the time it has returned. */
export type Reach = 'server' | 'idle database' | 'shared database';

export interface Operation {
  readonly operator: Operator;
  readonly reach: Reach;
}

/** Does it, and says what was done. */
export async function runCommand({ operator, reach }: Operation, command: Command): Promise<string> {
  switch (command.name) {
    case 'sessions': {
      const { user, sessions } = await operator.sessionsOf(command.user);
      const lines = sessions.map(describe).join('\n');
      return sessions.length === 0 ? `${nameOf(user)} is signed in nowhere.` : `${nameOf(user)}\n${lines}`;
    }
    case 'revoke-user': {
      const { user, ended } = await operator.revokeUser(command.user);
      return `Ended ${count(ended.sessions, 'session')} of ${nameOf(user)}. ${cut(reach, ended.sockets)}`;
    }
    case 'revoke-session': {
      const ended = await operator.revokeSession(command.sessionId);
      return `Ended the session. ${cut(reach, ended.sockets)}`;
    }
  }
}

function describe({ id, userAgent, ipAddress, createdAt, lastSeenAt }: SessionFacts): string {
  const where = [ipAddress, userAgent].filter((part) => part !== null && part !== '').join(', ');
  return `  ${id}  since ${createdAt}, last seen ${lastSeenAt}  ${printable(where)}`;
}

const nameOf = ({ name, email }: { readonly name: string; readonly email: string }): string =>
  printable(`${name} <${email}>`);

function cut(reach: Reach, sockets: number): string {
  if (reach === 'idle database') return 'No server is running on this data.';
  if (reach === 'shared database') return 'Servers cut its connections within 5 seconds.';
  return `${count(sockets, 'connection')} ${sockets === 1 ? 'was' : 'were'} cut.`;
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;

/** Browsers say what they like of themselves: nothing of it may command the terminal. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');
