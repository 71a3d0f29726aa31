import { newComment } from '@board/contract';
import { useRef } from 'react';
import type { KeyboardEvent, ReactElement, SyntheticEvent } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { formResolver } from '../../lib/form-errors.ts';
import { newOpId } from '../../lib/op-id.ts';
import { useRoom } from '../../lib/roomkey.ts';
import { useComment } from './use-comment.ts';
import { useTypingSignal } from './use-typing-signal.ts';

const commentForm = newComment.pick({ body: true });

type CommentText = z.infer<typeof commentForm>;

/** Writing a comment; the others in the post's room see that it is being written. */
export function CommentForm({ postId }: { readonly postId: string }): ReactElement {
  const room = useRoom('post', { postId });
  const typing = useTypingSignal(postId, room.status === 'joined');
  const { send, pending } = useComment();
  const attempt = useRef({ body: '', opId: '' });
  const { register, handleSubmit, reset, formState } = useForm<CommentText>({
    resolver: formResolver(commentForm),
    defaultValues: { body: '' },
    reValidateMode: 'onSubmit',
  });
  const write = async ({ body }: CommentText): Promise<void> => {
    if (pending) return;
    typing.stopped();
    // One id for all tries of one text: when only the answer got lost, trying again does not write it twice.
    if (attempt.current.body !== body) attempt.current = { body, opId: newOpId() };
    if (await send({ postId, ...attempt.current })) {
      attempt.current = { body: '', opId: '' };
      reset();
    }
  };
  const submit = (event: SyntheticEvent): void => void handleSubmit(write)(event);
  const submitByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  const body = register('body', { onChange: typing.typed, onBlur: typing.stopped });
  return (
    <form noValidate className="flex flex-col gap-3 border-t border-line pt-5" onSubmit={submit}>
      <Field
        label="Write a comment"
        rows={3}
        maxLength={2000}
        error={formState.errors.body?.message}
        onKeyDown={submitByKey}
        {...body}
      />
      <Button type="submit" look="primary" busy={pending} className="self-end">
        Comment
      </Button>
    </form>
  );
}
