// contract.ts
import { defineContract } from 'roomkey/contract';
import { z } from 'zod';

const likes = z.object({ likeCount: z.int() });

export const contract = defineContract({
  rooms: { post: { params: { postId: z.string().max(40) }, allow: 'user' } },
  requests: { 'like-post': { room: 'post', output: likes, allow: 'member' } },
  events: { 'like-update': { room: 'post', data: likes, delivery: 'latest' } },
});
