import type { Post } from '@board/contract';
import { skipToken, useQuery } from '@tanstack/react-query';
import { factsKey, guessKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';
import { NOTHING_HEARD, withFacts, withGuess } from './facts.ts';
import type { Facts, LikeGuess } from './facts.ts';

/** A post as it is now: what the server answered, what was heard since, and what the reader has asked for. */
export function useShownPost(post: Post): Post {
  const reader = useReader() ?? null;
  const facts = useNoted<Facts>(factsKey(reader, post.id), NOTHING_HEARD);
  const guess = useNoted<LikeGuess | null>(guessKey(reader, post.id), null);
  return withGuess(withFacts(post, facts), guess);
}

/** Something in the cache that is noted there and never fetched. */
function useNoted<Value>(queryKey: readonly unknown[], none: Value): Value {
  const { data } = useQuery<Value>({ queryKey, queryFn: skipToken, staleTime: Infinity });
  return data ?? none;
}
