/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  pick<Value>(values: readonly Value[]): Value;
  bytes(length: number): Buffer;
}

/** Mulberry32 over the hash of a text, so that every class of forgeries has a sequence of its own. */
export function createRandom(seed: string): Random {
  let state = hash(seed);

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);

  return {
    int,
    pick: (values) => values[int(values.length)] as (typeof values)[number],
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(256))),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
