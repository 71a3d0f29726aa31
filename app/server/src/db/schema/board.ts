import {
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { user } from './auth.ts';

// Milliseconds, as a JavaScript Date holds them: a cursor made from a row finds that row again.
const createdAt = () => timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow();
const userId = (name: string) =>
  text(name)
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' });
const postId = () =>
  uuid('post_id')
    .notNull()
    .references(() => posts.id, { onDelete: 'cascade' });

export const visibility = pgEnum('visibility', ['public', 'private']);

export const posts = pgTable(
  'posts',
  {
    id: uuid().primaryKey().defaultRandom(),
    authorId: userId('author_id'),
    title: text().notNull(),
    body: text().notNull(),
    likeCount: integer('like_count').notNull().default(0),
    viewCount: integer('view_count').notNull().default(0),
    commentCount: integer('comment_count').notNull().default(0),
    version: integer().notNull().default(0),
    /** Grows with every change of the comments; the newest comment has it as its `seq`. */
    commentSeq: integer('comment_seq').notNull().default(0),
    visibility: visibility().notNull().default('public'),
    createdAt: createdAt(),
  },
  (table) => [
    index('posts_newest').on(table.createdAt.desc(), table.id.desc()),
    index('posts_author_id').on(table.authorId),
    check('posts_like_count_not_negative', sql`${table.likeCount} >= 0`),
  ],
);

export const comments = pgTable(
  'comments',
  {
    id: uuid().primaryKey().defaultRandom(),
    postId: postId(),
    authorId: userId('author_id'),
    body: text().notNull(),
    opId: uuid('op_id').notNull(),
    /** Its place in the post, given while the post is locked: what is committed later comes later. */
    seq: integer().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('comments_author_id_op_id').on(table.authorId, table.opId),
    unique('comments_post_id_seq').on(table.postId, table.seq),
  ],
);

export const postLikes = pgTable('post_likes', { postId: postId(), userId: userId('user_id') }, (table) => [
  primaryKey({ columns: [table.postId, table.userId] }),
  index('post_likes_user_id').on(table.userId),
]);

export const postViews = pgTable('post_views', { postId: postId(), visitor: text().notNull() }, (table) => [
  primaryKey({ columns: [table.postId, table.visitor] }),
]);

export const postBlocks = pgTable(
  'post_blocks',
  { postId: postId(), userId: userId('user_id'), createdAt: createdAt() },
  (table) => [
    primaryKey({ columns: [table.postId, table.userId] }),
    index('post_blocks_user_id').on(table.userId),
  ],
);
