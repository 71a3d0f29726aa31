import type { ReactElement } from 'react';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

export function ComposeSkeleton(): ReactElement {
  return (
    <Loading label="Finding out who you are">
      <div className="mx-auto flex max-w-2xl flex-col gap-6">
        <Skeleton className="h-10 w-48" />
        <Skeleton className="h-14 w-full" />
        <Skeleton className="h-80 w-full" />
      </div>
    </Loading>
  );
}
