import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import type { FieldValues, Path } from 'react-hook-form';
import type { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { FormAlert } from '../../components/form-alert.tsx';
import { formResolver } from '../../lib/form-errors.ts';
import { useAccountForm } from './use-account-form.ts';

interface AccountField<Values extends FieldValues> {
  readonly name: Path<Values>;
  readonly label: string;
  readonly type?: 'email' | 'password';
  /** By this browsers and password managers know what to fill in. */
  readonly autoComplete: string;
  readonly hint?: string;
}

interface AccountFormProps<Values extends FieldValues> {
  readonly fields: readonly AccountField<Values>[];
  readonly schema: z.ZodType<Values, Values>;
  readonly send: (values: Values) => Promise<void>;
  /** The words of the button that sends it. */
  readonly action: string;
}

/** The form of logging in and signing up. */
export function AccountForm<Values extends FieldValues>(props: AccountFormProps<Values>): ReactElement {
  const { fields, schema, send, action } = props;
  const { submit, busy, refusal } = useAccountForm(send);
  const { register, handleSubmit, formState, getFieldState } = useForm<Values, unknown, Values>({
    resolver: formResolver(schema),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => void handleSubmit((values) => submit(values))(event)}
    >
      {fields.map(({ name, ...field }) => (
        <Field
          key={name}
          error={getFieldState(name, formState).error?.message}
          {...field}
          {...register(name)}
        />
      ))}
      {refusal !== null && <FormAlert>{refusal}</FormAlert>}
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
