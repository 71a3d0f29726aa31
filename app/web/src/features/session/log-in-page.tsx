import type { ReactElement } from 'react';
import { Navigate, useLocation } from 'react-router';
import { TextLink } from '../../components/text-link.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { AccountForm } from './account-form.tsx';
import { AccountPage } from './account-page.tsx';
import { logIn, logInForm } from './accounts.ts';
import { useNextPath } from './use-next-path.ts';

const FIELDS = [
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'email' },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
] as const;

export function LogInPage(): ReactElement {
  const session = useSession();
  const next = useNextPath();
  const { search } = useLocation();
  if (session.status === 'authenticated') return <Navigate to={next} replace />;
  return (
    <AccountPage
      title="Log in"
      lead="Like, comment and write. Reading needs no account."
      otherwise={
        <>
          New here? <TextLink to={`/signup${search}`}>Create an account</TextLink>
        </>
      }
    >
      <AccountForm fields={FIELDS} schema={logInForm} send={logIn} action="Log in" />
    </AccountPage>
  );
}
