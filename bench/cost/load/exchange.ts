/** Answers by the number of their request, and whether they are one. */
export interface Exchange {
  add(onAnswer: () => void): number;
  settle(id: number, isOk: boolean, text: string): void;
}

export function createExchange(): Exchange {
  const waiting = new Map<number, () => void>();
  let last = 0;
  return {
    add(onAnswer) {
      last += 1;
      waiting.set(last, onAnswer);
      return last;
    },
    settle(id, isOk, text) {
      if (!isOk) throw new Error(`Refused: ${text.slice(0, 200)}`);
      const onAnswer = waiting.get(id);
      waiting.delete(id);
      onAnswer?.();
    },
  };
}
