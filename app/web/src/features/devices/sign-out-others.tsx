import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useSignOutOthers } from './use-sign-out-device.ts';

export function SignOutOthers({ owner }: { readonly owner: string }): ReactElement {
  const { signOut, busy } = useSignOutOthers(owner);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button busy={busy} onClick={() => setAsking(true)}>
        Sign out all others
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out all other devices?"
        action="Sign out others"
        onConfirm={signOut}
      >
        Only this device stays signed in. The others have to log in again.
      </ConfirmDialog>
    </>
  );
}
