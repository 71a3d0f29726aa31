import { block, comment, device, post } from '@board/contract';
import type { Block, CommentPage, Device, NewPost, Page, Post, PostChange } from '@board/contract';
import { z } from 'zod';
import type { Http, Reader } from './http.ts';

const onePost = z.object({ post }).transform((answer) => answer.post);
const nextCursor = z.string().nullable();
const postPage = z
  .object({ posts: z.array(post), nextCursor })
  .transform((answer) => ({ items: answer.posts, nextCursor: answer.nextCursor }));
const commentPage = z
  .object({ comments: z.array(comment), nextCursor, latest: z.int() })
  .transform(({ comments, ...page }) => ({ items: comments, ...page }));

const deviceList = z.object({ devices: z.array(device) }).transform((answer) => answer.devices);
const blockList = z.object({ blocks: z.array(block) }).transform((answer) => answer.blocks);
const nothing = z.null();

interface Read {
  readonly reader: Reader;
  readonly signal?: AbortSignal;
}

interface ReadPage extends Read {
  readonly cursor: string | null;
}

interface ReadAfter extends Read {
  /** The `seq` of the comment before the first that is asked for. */
  readonly after: number;
}

export interface BlockTarget {
  readonly postId: string;
  readonly userId: string;
}

/** The board's REST API. Every call throws a RoomkeyError when it is refused. */
export interface BoardApi {
  posts(read: ReadPage): Promise<Page<Post>>;
  post(id: string, read: Read): Promise<Post>;
  comments(postId: string, read: ReadAfter): Promise<CommentPage>;
  publish(input: NewPost, reader: Reader): Promise<Post>;
  changePost(id: string, change: PostChange, reader: Reader): Promise<Post>;
  deletePost(id: string, reader: Reader): Promise<null>;
  blocks(postId: string, read: Read): Promise<readonly Block[]>;
  block(target: BlockTarget, reader: Reader): Promise<null>;
  unblock(target: BlockTarget, reader: Reader): Promise<null>;
  devices(read: Read): Promise<readonly Device[]>;
  signOutDevice(id: string, reader: Reader): Promise<null>;
  /** All but the one that asks. */
  signOutOtherDevices(reader: Reader): Promise<null>;
}

export function createBoardApi(http: Http): BoardApi {
  return {
    posts: ({ cursor, ...read }) =>
      http(paged('/api/posts', 20, cursor === null ? {} : { cursor }), { ...read, answer: postPage }),
    post: (id, read) => http(postPath(id), { ...read, answer: onePost }),
    comments: (postId, { after, ...read }) =>
      http(paged(`${postPath(postId)}/comments`, 50, { after: String(after) }), {
        ...read,
        answer: commentPage,
      }),
    publish: (input, reader) => http('/api/posts', { method: 'POST', body: input, reader, answer: onePost }),
    changePost: (id, change, reader) =>
      http(postPath(id), { method: 'PATCH', body: change, reader, answer: onePost }),
    deletePost: (id, reader) => http(postPath(id), { method: 'DELETE', reader, answer: nothing }),
    blocks: (postId, read) => http(`${postPath(postId)}/blocks`, { ...read, answer: blockList }),
    block: (target, reader) => http(blockPath(target), { method: 'PUT', reader, answer: nothing }),
    unblock: (target, reader) => http(blockPath(target), { method: 'DELETE', reader, answer: nothing }),
    devices: (read) => http('/api/devices', { ...read, answer: deviceList }),
    signOutDevice: (id, reader) =>
      http(`/api/devices/${encodeURIComponent(id)}`, { method: 'DELETE', reader, answer: nothing }),
    signOutOtherDevices: (reader) => http('/api/devices', { method: 'DELETE', reader, answer: nothing }),
  };
}

const postPath = (id: string): string => `/api/posts/${encodeURIComponent(id)}`;

const blockPath = ({ postId, userId }: BlockTarget): string =>
  `${postPath(postId)}/blocks/${encodeURIComponent(userId)}`;

function paged(path: string, limit: number, from: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ limit: String(limit), ...from });
  return `${path}?${query.toString()}`;
}
