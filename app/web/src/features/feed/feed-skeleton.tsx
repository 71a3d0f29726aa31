import type { ReactElement } from 'react';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

export function FeedSkeleton(): ReactElement {
  return (
    <Loading label="Loading the posts">
      {[0, 1, 2, 3].map((row) => (
        <div
          key={row}
          className="grid gap-x-10 gap-y-3 border-t border-line py-6 lg:grid-cols-[11rem_minmax(0,1fr)_9rem]"
        >
          <Skeleton className="h-5 w-32" />
          <div className="flex flex-col gap-3">
            <Skeleton className="h-7 w-3/4" />
            <Skeleton className="h-5 w-full" />
          </div>
        </div>
      ))}
    </Loading>
  );
}
