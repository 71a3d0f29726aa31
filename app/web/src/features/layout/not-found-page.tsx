import type { ReactElement } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';

export function NotFoundPage(): ReactElement {
  return (
    <>
      <title>Not found · Board</title>
      <Notice
        level={1}
        title="There is no such page"
        action={<ButtonLink to="/">Back to the board</ButtonLink>}
      >
        The address may be mistyped, or what was here is gone.
      </Notice>
    </>
  );
}
