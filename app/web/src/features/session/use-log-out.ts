import { Toast } from '@base-ui/react/toast';
import { useIsMutating, useMutation } from '@tanstack/react-query';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useClient } from '../../lib/roomkey.ts';
import { logOut } from './accounts.ts';

const LOG_OUT = ['log-out'];

/** Signs out here and, as the session ends, in every tab of this browser. */
export function useLogOut(): () => void {
  const client = useClient();
  const toasts = Toast.useToastManager();
  const { mutate } = useMutation({
    mutationKey: LOG_OUT,
    mutationFn: logOut,
    onSuccess: () => client.identityChanged(),
    onError: (error) => toasts.add({ title: toRoomkeyError(error).message }),
  });
  return mutate;
}

/** True while the reader is logging out: that the session ends then is no news. */
export const useIsLoggingOut = (): boolean => useIsMutating({ mutationKey: LOG_OUT }) > 0;
