import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';
import { controlPath } from './control-path.ts';
import { ended, revokedUser, userSessions } from './operator.ts';
import type { Operator } from './operator.ts';

/** The operator of the server that has a data directory open; null when there is none. */
export async function findOperator(dataDir: string): Promise<Operator | null> {
  const socketPath = controlPath(dataDir);
  if (socketPath === null || !(await answers(socketPath))) return null;
  const ask = async <Answer>(method: string, path: string, answer: z.ZodType<Answer>): Promise<Answer> => {
    const response = await send(socketPath, method, path);
    const body = await json(response);
    if (response.statusCode !== 200) throw toError(response.statusCode, body);
    return answer.parse(body);
  };
  const ofUser = (user: string): string => `/sessions?user=${encodeURIComponent(user)}`;
  return {
    sessionsOf: (user) => ask('GET', ofUser(user), userSessions),
    revokeUser: (user) => ask('DELETE', ofUser(user), revokedUser),
    revokeSession: (id) => ask('DELETE', `/sessions/${encodeURIComponent(id)}`, ended),
  };
}

async function send(socketPath: string, method: string, path: string): Promise<IncomingMessage> {
  const outgoing = request({ socketPath, method, path, agent: false });
  outgoing.end();
  const [response]: IncomingMessage[] = await once(outgoing, 'response');
  if (response === undefined) throw new RoomkeyError('unavailable');
  return response;
}

/** A socket that a killed server has left answers nobody. */
async function answers(socketPath: string): Promise<boolean> {
  try {
    (await send(socketPath, 'GET', '/')).resume();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return false;
    throw error;
  }
}

const refusal = z.object({ error: z.object({ message: z.string() }) });

function toError(status: number | undefined, body: unknown): RoomkeyError {
  const { message } = refusal.parse(body).error;
  return new RoomkeyError(status === 404 ? 'not_found' : 'unavailable', { message });
}
