import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

const TOAST =
  'pointer-events-auto flex items-center gap-4 rounded-lg border border-line bg-surface py-2 pr-2 pl-4 text-sm shadow-float';

/** Gives the page quiet toasts; `useToast` adds one. */
export function Toaster({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Toast.Provider timeout={7000} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="pointer-events-none fixed inset-x-4 bottom-4 z-20 mx-auto flex max-w-md flex-col gap-2 sm:bottom-8">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList(): ReactElement[] {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={TOAST}>
      <Toast.Title render={<p />} className="min-w-0 flex-1 py-1.5" />
      <Toast.Action className="h-8 rounded-md px-2 font-medium text-accent hover:underline" />
      <Toast.Close aria-label="Dismiss" className="rounded-md p-2 text-soft hover:text-ink">
        <X aria-hidden="true" className="size-4" />
      </Toast.Close>
    </Toast.Root>
  ));
}
