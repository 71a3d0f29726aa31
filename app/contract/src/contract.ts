import { defineContract } from 'roomkey/contract';
import { z } from 'zod';
import { addedComment, comment, likes, myLike, newComment, postId, views } from './posts.ts';

const typing = z.strictObject({ isTyping: z.boolean() });

/** Fast typists change their mind about typing once a second or so. */
const aPersonTyping = { burst: 4, perSecond: 2 };
const aPersonClicking = { burst: 20, perSecond: 5 };
const aPersonWriting = { burst: 5, perSecond: 0.5 };

/** The traffic of the board: what clients may ask, who may ask it, and what they hear. */
export const contract = defineContract({
  rooms: {
    /** People who take part: they hear everything. */
    post: {
      params: { postId },
      allow: 'user',
      presence: true,
      messages: { unauthenticated: 'Authentication required to join rooms' },
    },
    /** Anybody who looks at a post: counts and comments and who else is there, not who is typing. */
    watch: { params: { postId }, allow: 'anyone', presence: true },
    /** Anybody who sees a post in passing, as in a list: what `watch` hears, without being there. */
    glance: { params: { postId }, allow: 'anyone' },
  },
  requests: {
    typing: { room: 'post', input: typing, allow: 'member', limit: aPersonTyping, denied: 'silent' },
    'like-post': {
      room: 'post',
      output: myLike,
      allow: 'user',
      limit: aPersonClicking,
      messages: { unauthenticated: 'Login to like posts' },
    },
    'unlike-post': {
      room: 'post',
      output: myLike,
      allow: 'user',
      limit: aPersonClicking,
      messages: { unauthenticated: 'Login to like posts' },
    },
    'view-post': { room: 'watch', output: views, allow: 'anyone', limit: aPersonClicking },
    'comment-post': {
      room: 'post',
      input: newComment,
      output: z.object({ comment }),
      allow: 'user',
      limit: aPersonWriting,
      messages: { unauthenticated: 'Login to comment' },
    },
  },
  events: {
    'user-typing': {
      room: 'post',
      data: z.object({ userId: z.string(), userName: z.string(), isTyping: z.boolean() }),
      delivery: 'volatile',
    },
    'like-update': { room: ['post', 'watch', 'glance'], data: likes, delivery: 'latest' },
    'view-update': { room: ['post', 'watch', 'glance'], data: views, delivery: 'latest' },
    'comment-added': { room: ['post', 'watch', 'glance'], data: addedComment },
  },
});

export type BoardContract = typeof contract;
