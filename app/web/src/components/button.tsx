import type { ComponentProps, ReactElement } from 'react';
import { buttonClass } from './button-class.ts';
import type { ButtonLook } from './button-class.ts';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: ButtonLook;
  /** Busy buttons keep the focus and do nothing. */
  readonly busy?: boolean;
}

export function Button({
  look = 'plain',
  busy = false,
  className = '',
  onClick,
  ...props
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      aria-disabled={busy || undefined}
      className={`${buttonClass(look)} ${className}`}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    />
  );
}
