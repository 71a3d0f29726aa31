import { Toast } from '@base-ui/react/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { devicesKey } from '../../lib/query-keys.ts';

export interface OtherDevice {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
}

interface SignOut {
  readonly signOut: () => void;
  readonly busy: boolean;
}

/** Ends the session of another device. */
export function useSignOutDevice({ id, name, owner }: OtherDevice): SignOut {
  const api = useApi();
  return useSignOut({ owner, end: () => api.signOutDevice(id, owner), done: `${name} is signed out.` });
}

/** Ends all sessions but this one. */
export function useSignOutOthers(owner: string): SignOut {
  const api = useApi();
  return useSignOut({
    owner,
    end: () => api.signOutOtherDevices(owner),
    done: 'All other devices are signed out.',
  });
}

interface Ending {
  readonly owner: string;
  readonly end: () => Promise<unknown>;
  /** Said when it has ended. */
  readonly done: string;
}

function useSignOut({ owner, end, done }: Ending): SignOut {
  const queries = useQueryClient();
  const toasts = Toast.useToastManager();
  const { mutate, isPending } = useMutation({
    mutationFn: end,
    onSuccess: () => void toasts.add({ title: done }),
    onError: (error) => void toasts.add({ title: `${toRoomkeyError(error).message}.` }),
    // Also after a refusal: the device may have been signed out elsewhere meanwhile.
    onSettled: () => queries.invalidateQueries({ queryKey: devicesKey(owner) }),
  });
  return { signOut: mutate, busy: isPending };
}
