/** One string for all that are equal. Nobody can tell the difference, except by the memory that is left. */
export type ShareText = (text: string) => string;

/** Texts that are longer, or more of them, are hardly the same for many connections. */
const MAX_LENGTH = 256;
const MAX_TEXTS = 1_000;

/** What clients make up is bounded: when the table is full, it starts anew. */
export function createSharedTexts(): ShareText {
  const texts = new Map<string, string>();
  return (text) => {
    if (text.length > MAX_LENGTH) return text;
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(text, text);
    return text;
  };
}
