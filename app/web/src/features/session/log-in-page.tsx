import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { Navigate, useLocation } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { FormAlert } from '../../components/form-alert.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { formResolver } from '../../lib/form-errors.ts';
import { useSession } from '../../lib/roomkey.ts';
import { AccountPage } from './account-page.tsx';
import { logIn, logInForm } from './accounts.ts';
import type { LogInForm } from './accounts.ts';
import { useAccountForm } from './use-account-form.ts';
import { useNextPath } from './use-next-path.ts';

export function LogInPage(): ReactElement {
  const session = useSession();
  const next = useNextPath();
  const { search } = useLocation();
  if (session.status === 'authenticated') return <Navigate to={next} replace />;
  return (
    <AccountPage
      title="Log in"
      lead="Like, comment and write. Reading needs no account."
      otherwise={
        <>
          New here? <TextLink to={`/signup${search}`}>Create an account</TextLink>
        </>
      }
    >
      <LogInFields />
    </AccountPage>
  );
}

function LogInFields(): ReactElement {
  const { submit, busy, refusal } = useAccountForm(logIn);
  const { register, handleSubmit, formState } = useForm<LogInForm>({ resolver: formResolver(logInForm) });
  const { errors } = formState;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => void handleSubmit((form) => submit(form))(event)}
    >
      <Field
        label="Email"
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...register('email')}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        error={errors.password?.message}
        {...register('password')}
      />
      {refusal !== null && <FormAlert>{refusal}</FormAlert>}
      <Button type="submit" look="primary" busy={busy}>
        Log in
      </Button>
    </form>
  );
}
