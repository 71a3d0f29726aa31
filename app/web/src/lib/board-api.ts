import { comment, post } from '@board/contract';
import type { Comment, NewPost, Page, Post } from '@board/contract';
import { z } from 'zod';
import type { Http, Reader } from './http.ts';

const onePost = z.object({ post }).transform((answer) => answer.post);
const nextCursor = z.string().nullable();
const postPage = z
  .object({ posts: z.array(post), nextCursor })
  .transform((answer) => ({ items: answer.posts, nextCursor: answer.nextCursor }));
const commentPage = z
  .object({ comments: z.array(comment), nextCursor })
  .transform((answer) => ({ items: answer.comments, nextCursor: answer.nextCursor }));

interface Read {
  readonly reader: Reader;
  readonly signal?: AbortSignal;
}

interface ReadPage extends Read {
  readonly cursor: string | null;
}

/** The board's REST API. Every call throws a RoomkeyError when it is refused. */
export interface BoardApi {
  posts(read: ReadPage): Promise<Page<Post>>;
  post(id: string, read: Read): Promise<Post>;
  comments(postId: string, read: ReadPage): Promise<Page<Comment>>;
  publish(input: NewPost, reader: Reader): Promise<Post>;
}

export function createBoardApi(http: Http): BoardApi {
  return {
    posts: ({ cursor, ...read }) => http(paged('/api/posts', cursor, 20), { ...read, answer: postPage }),
    post: (id, read) => http(`/api/posts/${encodeURIComponent(id)}`, { ...read, answer: onePost }),
    comments: (postId, { cursor, ...read }) =>
      http(paged(`/api/posts/${encodeURIComponent(postId)}/comments`, cursor, 50), {
        ...read,
        answer: commentPage,
      }),
    publish: (input, reader) => http('/api/posts', { method: 'POST', body: input, reader, answer: onePost }),
  };
}

function paged(path: string, cursor: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return `${path}?${query.toString()}`;
}
