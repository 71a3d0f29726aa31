import type { ReactElement, ReactNode } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLogInPath } from './use-next-path.ts';

interface MembersOnlyProps {
  readonly title: string;
  /** Why an account is needed. */
  readonly children: ReactNode;
}

/** A page that is empty without an account, and the way back to it with one. */
export function MembersOnly({ title, children }: MembersOnlyProps): ReactElement {
  const logInPath = useLogInPath();
  return (
    <Notice
      level={1}
      title={title}
      action={
        <>
          <ButtonLink look="primary" to={logInPath}>
            Log in
          </ButtonLink>
          <ButtonLink to={logInPath.replace('/login', '/signup')}>Sign up</ButtonLink>
        </>
      }
    >
      {children}
    </Notice>
  );
}
