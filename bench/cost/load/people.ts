import { PUBLIC_URL } from '../server/board.ts';

const PASSWORD = 'long enough';

/** An access token of somebody who signs up on a board at `address`. */
export async function signUp(address: string, name: string): Promise<string> {
  const headers = { origin: PUBLIC_URL, 'content-type': 'application/json' };
  const body = JSON.stringify({ name, email: `${name}@example.com`, password: PASSWORD });
  const path = `http://${address}/api/auth`;
  const response = await fetch(`${path}/sign-up/email`, { method: 'POST', headers, body });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const answer = await fetch(`${path}/token`, { headers: { ...headers, cookie } });
  if (!answer.ok) throw new Error(`No token: ${response.status}, ${answer.status}`);
  const { token } = (await answer.json()) as { token: string };
  return token;
}
