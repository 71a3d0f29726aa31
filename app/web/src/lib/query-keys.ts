import type { Reader } from './http.ts';

/** Every key begins with whose answer it is. */
export const feedKey = (reader: Reader) => [reader, 'feed'] as const;
export const postKey = (reader: Reader, postId: string) => [reader, 'post', postId] as const;
export const blocksKey = (reader: Reader, postId: string) => [reader, 'blocks', postId] as const;
export const devicesKey = (reader: Reader) => [reader, 'devices'] as const;
export const commentsKey = (reader: Reader, postId: string) => [reader, 'comments', postId] as const;
export const factsKey = (reader: Reader, postId: string) => [reader, 'facts', postId] as const;
export const guessKey = (reader: Reader, postId: string) => [reader, 'like-guess', postId] as const;
