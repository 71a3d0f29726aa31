import { useInsertionEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * The value of the last render that reached the screen. Written in an effect: a render that React throws
 * away must not change what listeners see.
 */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const ref = useRef(value);
  useInsertionEffect(() => {
    ref.current = value;
  });
  return ref;
}
