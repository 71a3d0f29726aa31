export const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** To two digits, or to the unit where there are more. */
export function rough(value: number): string {
  if (value >= 100) return whole(value);
  return String(Number(value.toPrecision(2)));
}

/** What a forecast deserves: two digits. */
export const twoDigits = (value: number): string => whole(Number(value.toPrecision(2)));

export const percent = (share: number): string => `${rough(100 * share)} %`;

export const gigabytes = (bytes: number): string => `${rough(bytes / 2 ** 30)} GB`;

export function table(head: readonly string[], rows: readonly (readonly string[])[], words = 1): string {
  const rule = head.map((_, index) => (index < words ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
