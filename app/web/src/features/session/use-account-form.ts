import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useClient } from '../../lib/roomkey.ts';
import { useNextPath } from './use-next-path.ts';

interface AccountForm<Values> {
  readonly submit: (values: Values) => void;
  readonly busy: boolean;
  /** Why the last try was refused. */
  readonly refusal: string | null;
}

/** Sends an account form; when it is accepted, the connection changes identity and the reader goes on. */
export function useAccountForm<Values>(send: (values: Values) => Promise<void>): AccountForm<Values> {
  const client = useClient();
  const navigate = useNavigate();
  const next = useNextPath();
  const { mutate, isPending, error } = useMutation({
    mutationFn: send,
    onSuccess: () => {
      client.identityChanged();
      void navigate(next, { replace: true });
    },
  });
  return { submit: mutate, busy: isPending, refusal: error === null ? null : toRoomkeyError(error).message };
}
