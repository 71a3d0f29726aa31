import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { LinkProps } from 'react-router';

export function TextLink({ className = '', ...props }: LinkProps): ReactElement {
  return (
    <Link
      className={`font-medium text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent ${className}`}
      {...props}
    />
  );
}
