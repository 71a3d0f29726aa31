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

const device = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
const deviceList = z.object({ devices: z.array(device) }).transform((answer) => answer.devices);
const nothing = z.null();

/** A browser in which the reader is signed in. */
export type Device = z.infer<typeof device>;

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
  devices(read: Read): Promise<readonly Device[]>;
  signOutDevice(id: string, reader: Reader): Promise<null>;
  /** All but the one that asks. */
  signOutOtherDevices(reader: Reader): Promise<null>;
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
    devices: (read) => http('/api/devices', { ...read, answer: deviceList }),
    signOutDevice: (id, reader) =>
      http(`/api/devices/${encodeURIComponent(id)}`, { method: 'DELETE', reader, answer: nothing }),
    signOutOtherDevices: (reader) => http('/api/devices', { method: 'DELETE', reader, answer: nothing }),
  };
}

function paged(path: string, cursor: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return `${path}?${query.toString()}`;
}
