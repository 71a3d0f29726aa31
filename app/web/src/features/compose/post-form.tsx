import { newPost } from '@board/contract';
import type { NewPost } from '@board/contract';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '../../components/button.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Field } from '../../components/field.tsx';
import { FormAlert } from '../../components/form-alert.tsx';
import { formResolver } from '../../lib/form-errors.ts';
import { usePublish } from './use-publish.ts';

export function PostForm({ author }: { readonly author: string }): ReactElement {
  const { publish, busy, refusal } = usePublish(author);
  const { register, handleSubmit, formState } = useForm<NewPost>({
    resolver: formResolver(newPost),
    defaultValues: { title: '', body: '' },
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      className="mx-auto flex max-w-2xl flex-col gap-6"
      onSubmit={(event) => void handleSubmit((post) => publish(post))(event)}
    >
      <h1 className="text-2xl font-medium">New post</h1>
      <Field
        label="Title"
        maxLength={140}
        className="h-14 font-serif text-xl"
        error={errors.title?.message}
        {...register('title')}
      />
      <Field
        label="Text"
        rows={12}
        maxLength={10_000}
        hint="Plain text. A blank line starts a new paragraph."
        className="font-serif text-lg"
        error={errors.body?.message}
        {...register('body')}
      />
      {refusal !== null && <FormAlert>{refusal}</FormAlert>}
      <div className="flex justify-end gap-3">
        <ButtonLink look="quiet" to="/">
          Cancel
        </ButtonLink>
        <Button type="submit" look="primary" busy={busy}>
          Publish
        </Button>
      </div>
    </form>
  );
}
