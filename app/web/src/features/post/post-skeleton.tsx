import type { ReactElement } from 'react';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

export function PostSkeleton(): ReactElement {
  return (
    <Loading label="Loading the post">
      <div className="flex max-w-2xl flex-col gap-4">
        <Skeleton className="h-12 w-4/5" />
        <Skeleton className="mb-5 h-9 w-40" />
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-11/12" />
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-2/3" />
      </div>
    </Loading>
  );
}
