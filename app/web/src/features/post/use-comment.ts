import type { BoardContract } from '@board/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RequestPayload } from 'roomkey/contract';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useClient } from '../../lib/roomkey.ts';
import { sendAgain } from '../../lib/send-again.ts';
import { useReader } from '../session/use-reader.ts';
import { useRefusal } from '../session/use-refusal.ts';
import { hearComment } from './post-cache.ts';

type CommentPost = RequestPayload<BoardContract, 'comment-post'>;

/**
 * Sends a comment; false when it was refused, which has then been said. Its `opId` lets it be sent again when a
 * lost connection swallowed the answer, and be there once.
 */
export function useComment(): {
  readonly pending: boolean;
  readonly send: (payload: CommentPost) => Promise<boolean>;
} {
  const client = useClient();
  const queries = useQueryClient();
  const reader = useReader() ?? null;
  const refused = useRefusal();
  const { isPending, mutateAsync } = useMutation({
    // The client waits for a connection itself.
    networkMode: 'always',
    mutationFn: (payload: CommentPost) => sendAgain(client, () => client.request('comment-post', payload)),
    onSuccess: ({ comment }) => hearComment(queries, reader, comment),
    onError: (error) => refused(toRoomkeyError(error)),
  });
  return {
    pending: isPending,
    send: (payload) =>
      mutateAsync(payload).then(
        () => true,
        () => false,
      ),
  };
}
