import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';

const email = z.email();

export const logInForm = z.object({ email, password: z.string().min(1) });
export const signUpForm = z.object({
  name: z.string().trim().min(1).max(60),
  email,
  password: z.string().min(8).max(128),
});

type LogInForm = z.infer<typeof logInForm>;
type SignUpForm = z.infer<typeof signUpForm>;

const refusal = z.object({ code: z.string() });

const REFUSALS: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'The email or the password is not right.',
  USER_ALREADY_EXISTS: 'There is already an account with this email. Log in instead?',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'There is already an account with this email. Log in instead?',
  BANNED_USER: 'This account is suspended.',
};

/** These set or clear the HttpOnly session cookie. @throws RoomkeyError whose message may be shown */
export const signUp = (form: SignUpForm): Promise<void> => post('/api/auth/sign-up/email', form);
export const logIn = (form: LogInForm): Promise<void> => post('/api/auth/sign-in/email', form);
export const logOut = (): Promise<void> => post('/api/auth/sign-out', {});

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new RoomkeyError('unavailable', {
      cause,
      message: 'The board cannot be reached. Try again in a moment.',
    });
  });
  if (response.ok) return;
  if (response.status === 429)
    throw new RoomkeyError('rate_limited', { message: 'Too many tries. Wait a moment.' });
  if (response.status >= 500)
    throw new RoomkeyError('unavailable', { message: 'That did not work. Try again in a moment.' });
  throw new RoomkeyError('forbidden', { message: await readRefusal(response) });
}

async function readRefusal(response: Response): Promise<string> {
  const answer = refusal.safeParse(await response.json().catch(() => null));
  return (
    (answer.success ? REFUSALS[answer.data.code] : undefined) ?? 'That was refused. Check what you wrote.'
  );
}
