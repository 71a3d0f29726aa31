import type { ReactElement } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';
import type { PostAccess } from './use-post-room.ts';

const WORDS = {
  missing: {
    title: 'There is no such post',
    text: 'It may have been deleted, or the address is mistyped.',
  },
  lost: {
    title: 'You can no longer read this post',
    text: 'It was deleted, or who may read it has changed.',
  },
} as const;

/** In the place of a post that is not there for the reader. */
export function NoPost({ access }: { readonly access: Exclude<PostAccess, 'open'> }): ReactElement {
  const { title, text } = WORDS[access];
  return (
    <div role={access === 'lost' ? 'alert' : undefined}>
      <title>Not found · Board</title>
      <Notice level={1} title={title} action={<ButtonLink to="/">Back to the board</ButtonLink>}>
        {text}
      </Notice>
    </div>
  );
}
