import type { BoardContract, MyLike, Post } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Client } from 'roomkey/client';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useClient } from '../../lib/roomkey.ts';
import { sendAgain } from '../../lib/send-again.ts';
import { useReader } from '../session/use-reader.ts';
import { useRefusal } from '../session/use-refusal.ts';
import { factsOfMyLike } from './facts.ts';
import { hear, setGuess } from './post-cache.ts';

/**
 * Likes or unlikes a post, shown at once and taken back when the server refuses. It says what is to be, so it is
 * sent again when a lost connection swallowed the answer; of several clicks the last one counts.
 */
export function useLike(post: Post): { readonly toggle: () => void } {
  const client = useClient();
  const queries = useQueryClient();
  const reader = useReader() ?? null;
  const refused = useRefusal();
  const running = useRef<AbortController | null>(null);
  const shown = { reader, postId: post.id };

  async function set(liked: boolean): Promise<void> {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    // An anonymous reader will be refused; a heart that lights up and goes out would only tease.
    if (reader !== null) setGuess(queries, shown, { liked, version: post.version });
    try {
      const { likeCount, version, likedByMe } = await ask(client, { postId: post.id, liked }, mine.signal);
      // The public view shows nobody's own likes, also when the session turned out to be there after all.
      const facts = factsOfMyLike({ likeCount, version, likedByMe });
      hear(queries, shown, reader === null ? { likes: facts.likes } : facts);
    } catch (error) {
      if (!mine.signal.aborted) refused(toRoomkeyError(error));
    }
    if (mine.signal.aborted) return;
    running.current = null;
    setGuess(queries, shown, null);
  }
  return { toggle: () => void set(!post.likedByMe) };
}

function ask(
  client: Client<BoardContract>,
  { postId, liked }: { readonly postId: string; readonly liked: boolean },
  signal: AbortSignal,
): Promise<MyLike> {
  const name = liked ? 'like-post' : 'unlike-post';
  return sendAgain(client, () => client.request(name, { postId }, { signal }), signal);
}
