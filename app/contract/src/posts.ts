import { z } from 'zod';

/** Text that every database stores and every page shows: no NUL, no lone surrogate, not only blanks. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => !value.includes('\u0000') && value.isWellFormed(),
      'contains characters that are not text',
    )
    .trim()
    .min(1);

/** One spelling each: whoever joins a room in another would miss what it hears, and a change of who may. */
export const postId = z.uuid().toLowerCase();
export const opId = z.uuid().toLowerCase();

export const author = z.object({ id: z.string(), name: z.string(), avatar: z.string().nullable() });

/** Public posts are for everybody; private ones for their author and admins. */
export const visibility = z.enum(['public', 'private']);

export const post = z.object({
  id: postId,
  title: z.string(),
  body: z.string(),
  author,
  likeCount: z.int(),
  viewCount: z.int(),
  commentCount: z.int(),
  /** Grows with every change of the comments; of two counts the one with the higher number is newer. */
  commentSeq: z.int(),
  /** Grows with every change of the likes; newer wins. */
  version: z.int(),
  visibility,
  /** Whether the reader likes it; false for an anonymous reader. */
  likedByMe: z.boolean(),
  createdAt: z.iso.datetime(),
});

export const comment = z.object({
  id: z.uuid(),
  postId,
  body: z.string(),
  author,
  /** Its place in the post: one that is stored later has a higher number, and no number is given twice. */
  seq: z.int(),
  createdAt: z.iso.datetime(),
});

/** Somebody who may not read a post, nor do anything with it. */
export const block = z.object({ user: author, createdAt: z.iso.datetime() });

export const newPost = z.strictObject({ title: text(140), body: text(10_000) });
export const postChange = z.strictObject({ visibility });
export const newComment = z.strictObject({ body: text(2_000), opId });

export const likes = z.object({ likeCount: z.int(), version: z.int() });
export const myLike = likes.extend({ likedByMe: z.boolean() });
export const views = z.object({ viewCount: z.int() });

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** What the database can count to. */
export const MAX_SEQ = 2 ** 31 - 1;

/** Comments begin after `after`, the `seq` of one that is known, or where the page before ended. */
export const commentQuery = pageQuery
  .extend({ after: z.coerce.number().int().min(0).max(MAX_SEQ).optional() })
  .refine(({ cursor, after }) => cursor === undefined || after === undefined, 'has both a cursor and after');

/** A comment as the others hear of it, with the count that it made. */
export const addedComment = z.object({ comment, commentCount: z.int() });

export type Author = z.infer<typeof author>;
export type Post = z.infer<typeof post>;
export type Comment = z.infer<typeof comment>;
export type Visibility = z.infer<typeof visibility>;
export type PostChange = z.infer<typeof postChange>;
export type Block = z.infer<typeof block>;
export type NewPost = z.infer<typeof newPost>;
export type NewComment = z.infer<typeof newComment>;
export type Likes = z.infer<typeof likes>;
export type MyLike = z.infer<typeof myLike>;
export type AddedComment = z.infer<typeof addedComment>;
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** Oldest first. Comments that are stored while one pages are on a later page, whenever they were begun. */
export type CommentPage = Page<Comment> & {
  /** The post's `commentSeq` before the page was read: the last page is complete up to it. */
  readonly latest: number;
};
