import type { ReactElement } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Notice } from '../../components/notice.tsx';

export function EmptyFeed(): ReactElement {
  return (
    <div className="border-t border-line">
      <Notice
        title="Nothing on the board yet"
        action={
          <ButtonLink look="primary" to="/new">
            Write the first post
          </ButtonLink>
        }
      >
        Posts appear here as people write them.
      </Notice>
    </div>
  );
}
