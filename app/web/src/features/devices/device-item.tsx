import type { Device } from '@board/contract';
import { Monitor, Smartphone } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useLogOut } from '../session/use-log-out.ts';
import { useSignOutDevice } from './use-sign-out-device.ts';
import type { OtherDevice } from './use-sign-out-device.ts';
import { describeUserAgent } from './user-agent.ts';

interface DeviceItemProps {
  readonly device: Device;
  readonly owner: string;
}

export function DeviceItem({ device, owner }: DeviceItemProps): ReactElement {
  const { name, isHandheld } = describeUserAgent(device.userAgent);
  const Icon = isHandheld ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line py-4">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-soft" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          {name}
          {device.current && (
            <span className="rounded-full bg-tint px-2.5 text-xs text-accent">This device</span>
          )}
        </p>
        <p className="text-sm text-soft">
          Signed in <TimeAgo time={device.createdAt} />, last seen <TimeAgo time={device.lastSeenAt} />
        </p>
        {device.ipAddress !== null && device.ipAddress !== '' && (
          <p className="text-xs wrap-anywhere text-soft">Address {device.ipAddress}</p>
        )}
      </div>
      {device.current ? <SignOutHere /> : <SignOutThere id={device.id} name={name} owner={owner} />}
    </li>
  );
}

function SignOutHere(): ReactElement {
  const logOut = useLogOut();
  return (
    <Button aria-label="Sign out this device" onClick={() => logOut()}>
      Sign out
    </Button>
  );
}

function SignOutThere(device: OtherDevice): ReactElement {
  const { signOut, busy } = useSignOutDevice(device);
  return (
    <Button aria-label={`Sign out ${device.name}`} busy={busy} onClick={() => signOut()}>
      Sign out
    </Button>
  );
}
