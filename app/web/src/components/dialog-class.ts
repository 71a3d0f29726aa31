/** The look of dialogs, those that ask included. */
export const dialogClass = {
  backdrop: 'fixed inset-0 z-20 bg-veil',
  popup:
    'fixed inset-x-4 top-1/2 z-20 mx-auto flex max-h-[80dvh] max-w-md -translate-y-1/2 flex-col gap-4 overflow-y-auto ' +
    'rounded-lg border border-line bg-surface p-6 shadow-float outline-none',
  title: 'text-xl font-medium',
  description: 'text-sm text-pretty text-soft',
} as const;
