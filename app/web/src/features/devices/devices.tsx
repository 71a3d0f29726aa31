import type { ReactElement } from 'react';
import { Failure } from '../../components/failure.tsx';
import { DeviceItem } from './device-item.tsx';
import { DeviceSkeleton } from './device-skeleton.tsx';
import { SignOutOthers } from './sign-out-others.tsx';
import { useDevices } from './use-devices.ts';

export function Devices({ owner }: { readonly owner: string }): ReactElement {
  const { data: devices, error, refetch } = useDevices(owner);
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <div className="flex max-w-xl flex-col gap-2">
          <h1 className="text-2xl font-medium sm:text-3xl">Devices</h1>
          <p className="text-pretty text-soft">
            Where you are signed in. A device that you sign out is told at once and loses access.
          </p>
        </div>
        {devices !== undefined && devices.length > 1 && <SignOutOthers owner={owner} />}
      </header>
      {devices === undefined && error === null && <DeviceSkeleton />}
      {devices === undefined && error !== null && (
        <Failure what="The devices could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {devices !== undefined && (
        <ul aria-label="Devices" className="flex flex-col">
          {devices.map((device) => (
            <DeviceItem key={device.id} device={device} owner={owner} />
          ))}
        </ul>
      )}
    </div>
  );
}
