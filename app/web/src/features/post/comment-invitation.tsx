import type { ReactElement } from 'react';
import { TextLink } from '../../components/text-link.tsx';
import { useLogInPath } from '../session/use-next-path.ts';

export function CommentInvitation(): ReactElement {
  const logInPath = useLogInPath();
  return (
    <p className="border-t border-line pt-5 text-sm text-soft">
      <TextLink to={logInPath}>Log in to comment</TextLink>
    </p>
  );
}
