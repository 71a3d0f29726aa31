const MAX_TEXT = 120;
const JWT = /eyJ[\w-]*\.[\w-]*\.?[\w-]*/g;

/** Text of the server, fit for a terminal and a log: one line, short, without control characters and tokens. */
export function quote(text: string): string {
  const plain = text.replace(/\p{C}/gu, ' ').replace(JWT, '<token>');
  return `"${plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)}…` : plain}"`;
}

export const list = (items: readonly string[]): string => items.join('; ');

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
