import { Toast } from '@base-ui/react/toast';
import { useMutation } from '@tanstack/react-query';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useClient } from '../../lib/roomkey.ts';
import { logOut } from './accounts.ts';
import { announceLogOut } from './log-out-channel.ts';

/** Signs out here and, as the session ends, in every tab of this browser. */
export function useLogOut(): () => void {
  const client = useClient();
  const toasts = Toast.useToastManager();
  const { mutate } = useMutation({
    // Before the server ends the session and says so to every tab.
    onMutate: () => announceLogOut('begun'),
    mutationFn: logOut,
    onSuccess: () => client.identityChanged(),
    onError: (error) => {
      announceLogOut('failed');
      toasts.add({ title: toRoomkeyError(error).message });
    },
  });
  return mutate;
}
