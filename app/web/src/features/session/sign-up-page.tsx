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
import { signUp, signUpForm } from './accounts.ts';
import type { SignUpForm } from './accounts.ts';
import { useAccountForm } from './use-account-form.ts';
import { useNextPath } from './use-next-path.ts';

export function SignUpPage(): ReactElement {
  const session = useSession();
  const next = useNextPath();
  const { search } = useLocation();
  if (session.status === 'authenticated') return <Navigate to={next} replace />;
  return (
    <AccountPage
      title="Sign up"
      lead="Your name stands beside what you write. Your email is shown to nobody."
      otherwise={
        <>
          Already have an account? <TextLink to={`/login${search}`}>Go to log in</TextLink>
        </>
      }
    >
      <SignUpFields />
    </AccountPage>
  );
}

function SignUpFields(): ReactElement {
  const { submit, busy, refusal } = useAccountForm(signUp);
  const { register, handleSubmit, formState } = useForm<SignUpForm>({ resolver: formResolver(signUpForm) });
  const { errors } = formState;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => void handleSubmit((form) => submit(form))(event)}
    >
      <Field label="Name" autoComplete="name" error={errors.name?.message} {...register('name')} />
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
        autoComplete="new-password"
        hint="At least 8 characters."
        error={errors.password?.message}
        {...register('password')}
      />
      {refusal !== null && <FormAlert>{refusal}</FormAlert>}
      <Button type="submit" look="primary" busy={busy}>
        Sign up
      </Button>
    </form>
  );
}
