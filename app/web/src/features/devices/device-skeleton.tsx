import type { ReactElement } from 'react';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

export function DeviceSkeleton(): ReactElement {
  return (
    <Loading label="Loading the devices">
      <div className="flex max-w-3xl flex-col">
        {[0, 1].map((row) => (
          <div key={row} className="flex flex-col gap-2 border-t border-line py-5">
            <Skeleton className="h-5 w-44" />
            <Skeleton className="h-5 w-72 max-w-full" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
