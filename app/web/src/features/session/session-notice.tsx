import type { ReactElement } from 'react';
import { TextLink } from '../../components/text-link.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { useIsLoggingOut } from './use-is-logging-out.ts';
import { useLogInPath } from './use-next-path.ts';

/** Reasons that nobody chose; signing out by oneself needs no notice. */
const NOTICES: Readonly<Record<string, string>> = {
  session_revoked: 'You were signed out: this session was ended from another device or by an administrator.',
  token_expired: 'You were signed out: your session has run out.',
  token_invalid: 'You were signed out: the server no longer accepts this session.',
  user_unknown: 'You were signed out: this account no longer exists.',
};

export function SessionNotice(): ReactElement | null {
  const session = useSession();
  const logInPath = useLogInPath();
  const isLoggingOut = useIsLoggingOut();
  const notice = session.status === 'anonymous' ? NOTICES[session.reason] : undefined;
  if (notice === undefined || isLoggingOut) return null;
  return (
    <div role="alert" className="border-b border-line bg-tint">
      <p className="mx-auto max-w-6xl px-4 py-2.5 text-sm text-pretty sm:px-8">
        {notice} <TextLink to={logInPath}>Log in again</TextLink>
      </p>
    </div>
  );
}
