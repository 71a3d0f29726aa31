import { PenLine } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ButtonLink } from '../../components/button-link.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { ConnectionStatus } from '../connection/connection-status.tsx';
import { AccountMenu } from '../session/account-menu.tsx';
import { useLogInPath } from '../session/use-next-path.ts';
import { Wordmark } from './wordmark.tsx';

export function Header(): ReactElement {
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper">
      <div className="mx-auto flex h-16 max-w-6xl items-center gap-4 px-4 sm:px-8">
        <Link
          to="/"
          className="flex items-center gap-2 rounded-md font-serif text-xl font-semibold tracking-tight"
        >
          <Wordmark /> Board
        </Link>
        <ConnectionStatus />
        <nav aria-label="Main" className="ml-auto flex shrink-0 items-center gap-2 sm:gap-4">
          <AccountLinks />
        </nav>
      </div>
    </header>
  );
}

function AccountLinks(): ReactElement {
  const session = useSession();
  const logInPath = useLogInPath();
  if (session.status === 'loading') return <Skeleton className="h-9 w-32" />;
  if (session.status === 'anonymous') {
    return (
      <>
        <ButtonLink look="quiet" className="px-2" to={logInPath}>
          Log in
        </ButtonLink>
        <ButtonLink to={logInPath.replace('/login', '/signup')}>Sign up</ButtonLink>
      </>
    );
  }
  return (
    <>
      <ButtonLink to="/new" aria-label="New post" className="max-sm:px-3">
        <PenLine aria-hidden="true" className="size-4" />
        <span className="max-sm:hidden">New post</span>
      </ButtonLink>
      <AccountMenu name={session.user.name} />
    </>
  );
}
