import type { ReactElement } from 'react';
import { useSession } from '../../lib/roomkey.ts';
import { MembersOnly } from '../session/members-only.tsx';
import { DeviceSkeleton } from './device-skeleton.tsx';
import { Devices } from './devices.tsx';

export function DevicesPage(): ReactElement {
  const session = useSession();
  return (
    <>
      <title>Devices · Board</title>
      {session.status === 'loading' && <DeviceSkeleton />}
      {session.status === 'anonymous' && (
        <MembersOnly title="Log in to see your devices">
          They are the browsers in which you are signed in.
        </MembersOnly>
      )}
      {session.status === 'authenticated' && <Devices key={session.user.id} owner={session.user.id} />}
    </>
  );
}
