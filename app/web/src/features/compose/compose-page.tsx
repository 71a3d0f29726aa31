import type { ReactElement } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useLogInPath } from '../session/use-next-path.ts';
import { useReader } from '../session/use-reader.ts';
import { PostForm } from './post-form.tsx';

export function ComposePage(): ReactElement {
  const reader = useReader();
  return (
    <>
      <title>New post · Board</title>
      {reader === null && <WritersOnly />}
      {typeof reader === 'string' && <PostForm key={reader} author={reader} />}
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
