import type { BoardContract } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { RequestPayload } from 'roomkey/contract';
import { useRequest } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { useRefusal } from '../session/use-refusal.ts';
import { addComment } from './post-cache.ts';

type CommentPost = RequestPayload<BoardContract, 'comment-post'>;

/** Sends a comment; false when it was refused, which has then been said. */
export function useComment(): {
  readonly pending: boolean;
  readonly send: (payload: CommentPost) => Promise<boolean>;
} {
  const queries = useQueryClient();
  const reader = useReader() ?? null;
  const request = useRequest('comment-post', {
    onSuccess: ({ comment }) => void addComment(queries, reader, comment),
    onError: useRefusal(),
  });
  return { pending: request.pending, send: async (payload) => (await request.send(payload)).ok };
}
