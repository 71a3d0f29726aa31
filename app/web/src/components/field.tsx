import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactElement } from 'react';

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly error?: string | undefined;
  readonly hint?: string;
  /** Draws a text area of that many rows instead of a single line. */
  readonly rows?: number;
}

const CONTROL =
  'w-full rounded-md border border-edge bg-surface px-3 text-base hover:border-ink ' +
  'aria-invalid:border-alert';

/** A labelled control with its hint and error tied to it for assistive technology. */
export function Field({ label, error, hint, rows, className = '', ...control }: FieldProps): ReactElement {
  const size = rows === undefined ? 'h-11' : 'resize-y py-2.5 leading-relaxed';
  return (
    <BaseField.Root invalid={error !== undefined} className="flex flex-col gap-1.5">
      <BaseField.Label className="text-sm font-medium">{label}</BaseField.Label>
      <BaseField.Control
        className={`${CONTROL} ${size} ${className}`}
        {...(rows === undefined ? {} : { render: <textarea rows={rows} /> })}
        {...control}
      />
      {hint !== undefined && (
        <BaseField.Description className="text-xs text-soft">{hint}</BaseField.Description>
      )}
      <BaseField.Error match={error !== undefined} className="text-sm text-alert">
        {error}
      </BaseField.Error>
    </BaseField.Root>
  );
}
