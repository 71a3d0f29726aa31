import type { ReactElement } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { useLogInPath } from '../session/use-next-path.ts';
import { ComposeSkeleton } from './compose-skeleton.tsx';
import { PostForm } from './post-form.tsx';

export function ComposePage(): ReactElement {
  const session = useSession();
  return (
    <>
      <title>New post · Board</title>
      {session.status === 'loading' && <ComposeSkeleton />}
      {session.status === 'anonymous' && <WritersOnly />}
      {session.status === 'authenticated' && <PostForm key={session.user.id} author={session.user.id} />}
    </>
  );
}

function WritersOnly(): ReactElement {
  const logInPath = useLogInPath();
  return (
    <Notice
      level={1}
      title="Log in to write a post"
      action={
        <>
          <ButtonLink look="primary" to={logInPath}>
            Log in
          </ButtonLink>
          <ButtonLink to={logInPath.replace('/login', '/signup')}>Sign up</ButtonLink>
        </>
      }
    >
      Your name stands beside what you write, so the board has to know it.
    </Notice>
  );
}
