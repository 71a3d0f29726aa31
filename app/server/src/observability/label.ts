export const OTHER = '(other)';

/** A label that says one of so many words and `(other)` for all else: whatever clients send, its series are counted. */
export function labelOf(words: Iterable<string>): (word: string) => string {
  const known = new Set(words);
  return (word) => (known.has(word) ? word : OTHER);
}
