import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { Socket } from 'socket.io';
import { users } from './data.ts';

const key = crypto.getRandomValues(new Uint8Array(32));
const verifies = process.env['VERIFY'] === 'yes';

export const issueToken = (id: string, lifetimeSec: number): Promise<string> =>
  new SignJWT({ id })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSec)
    .sign(key);

/** Anonymous connections are welcome: some events are for everybody. */
export async function authenticate(socket: Socket, next: (error?: Error) => void): Promise<void> {
  const { token } = socket.handshake.auth;
  socket.data.user = null;
  if (!token) return next();
  try {
    const { id } = await readToken(token);
    socket.data.user = users.get(String(id)) ?? null;
    return next();
  } catch (error) {
    return error instanceof errors.JWTExpired ? next() : next(new Error('Authentication error'));
  }
}

async function readToken(token: string): Promise<Record<string, unknown>> {
  // MISTAKE 1: decoding reads what a token says, it does not ask who signed it. Anybody can write one.
  if (!verifies) return decodeJwt(token);
  return (await jwtVerify(token, key, { algorithms: ['HS256'] })).payload;
}
