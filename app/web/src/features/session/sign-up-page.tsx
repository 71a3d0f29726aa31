import type { ReactElement } from 'react';
import { Navigate, useLocation } from 'react-router';
import { TextLink } from '../../components/text-link.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { AccountForm } from './account-form.tsx';
import { AccountPage } from './account-page.tsx';
import { signUp, signUpForm } from './accounts.ts';
import { useNextPath } from './use-next-path.ts';

const FIELDS = [
  { name: 'name', label: 'Name', autoComplete: 'name' },
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'email' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: 'At least 8 characters.',
  },
] as const;

export function SignUpPage(): ReactElement {
  const session = useSession();
  const next = useNextPath();
  const { search } = useLocation();
  if (session.status === 'authenticated') return <Navigate to={next} replace />;
  return (
    <AccountPage
      title="Sign up"
      lead="Your name stands beside what you write. Your email is shown to nobody."
      otherwise={
        <>
          Already have an account? <TextLink to={`/login${search}`}>Go to log in</TextLink>
        </>
      }
    >
      <AccountForm fields={FIELDS} schema={signUpForm} send={signUp} action="Sign up" />
    </AccountPage>
  );
}
