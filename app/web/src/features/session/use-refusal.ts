import { Toast } from '@base-ui/react/toast';
import type { ErrorCode, RoomkeyError } from 'roomkey/contract';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { describeError } from '../../lib/errors.ts';
import { useLogInPath } from './use-next-path.ts';

const refusalId = (code: ErrorCode): string => `refusal:${code}`;

/** Says quietly why something was refused, with the way to log in when that is what it takes. */
export function useRefusal(): (error: RoomkeyError) => void {
  const toasts = Toast.useToastManager();
  const navigate = useNavigate();
  const logInPath = useLogInPath();
  return (error) => {
    // The reader signed in or out meanwhile and knows.
    if (error.code === 'identity_mismatch') return;
    const id = toasts.add({
      id: refusalId(error.code),
      title: describeError(error),
      ...(error.code === 'unauthenticated' && {
        actionProps: { children: 'Log in', onClick: () => leave() },
      }),
    });
    const leave = (): void => {
      toasts.close(id);
      void navigate(logInPath);
    };
  };
}

/** For the pages to which the refusal of a visitor leads: there it has nothing left to say. */
export function useForgetRefusal(): void {
  const { close } = Toast.useToastManager();
  useEffect(() => close(refusalId('unauthenticated')), [close]);
}
