import { Toast } from '@base-ui/react/toast';
import type { RoomkeyError } from 'roomkey/contract';
import { useNavigate } from 'react-router';
import { useLogInPath } from './use-next-path.ts';

/** Says quietly why something was refused, with the way to log in when that is what it takes. */
export function useRefusal(): (error: RoomkeyError) => void {
  const toasts = Toast.useToastManager();
  const navigate = useNavigate();
  const logInPath = useLogInPath();
  return (error) => {
    // The reader signed in or out meanwhile and knows.
    if (error.code === 'identity_mismatch') return;
    const id = toasts.add({
      id: `refusal:${error.code}`,
      title: error.message,
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
