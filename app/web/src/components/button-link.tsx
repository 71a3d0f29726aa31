import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { LinkProps } from 'react-router';
import { buttonClass } from './button-class.ts';
import type { ButtonLook } from './button-class.ts';

interface ButtonLinkProps extends LinkProps {
  readonly look?: ButtonLook;
}

export function ButtonLink({ look = 'plain', className = '', ...props }: ButtonLinkProps): ReactElement {
  return <Link className={`${buttonClass(look)} ${className}`} {...props} />;
}
