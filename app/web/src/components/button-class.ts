export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'grave';

const BASE =
  'inline-flex h-10 shrink-0 items-center justify-center gap-2 rounded-md px-4 text-sm font-medium whitespace-nowrap ' +
  'transition-colors select-none aria-disabled:opacity-60 disabled:opacity-60';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent/88',
  plain: 'border border-line bg-surface text-ink hover:border-edge',
  quiet: 'text-soft hover:text-ink',
  grave: 'border border-alert/40 bg-surface text-alert hover:border-alert',
};

/** The look of a button, also for links that act like one. */
export const buttonClass = (look: ButtonLook): string => `${BASE} ${LOOKS[look]}`;
