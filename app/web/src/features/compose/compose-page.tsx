import type { ReactElement } from 'react';
import { useSession } from '../../lib/roomkey.ts';
import { MembersOnly } from '../session/members-only.tsx';
import { ComposeSkeleton } from './compose-skeleton.tsx';
import { PostForm } from './post-form.tsx';

export function ComposePage(): ReactElement {
  const session = useSession();
  return (
    <>
      <title>New post · Board</title>
      {session.status === 'loading' && <ComposeSkeleton />}
      {session.status === 'anonymous' && (
        <MembersOnly title="Log in to write a post">
          Your name stands beside what you write, so the board has to know it.
        </MembersOnly>
      )}
      {session.status === 'authenticated' && <PostForm key={session.user.id} author={session.user.id} />}
    </>
  );
}
