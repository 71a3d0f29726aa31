/** What clients ask of every subject, whatever its wire calls it. */
export type RequestName = 'join-post' | 'save-note' | 'say' | 'like-post' | 'unlike-post';

/** One client's connection, which knows as little as it can: the load must cost less than what it measures. */
export interface Link {
  /** @throws asynchronously, and ends the run, when the answer is a refusal */
  request(name: RequestName, input: object, onAnswer: () => void): void;
  /** Hears the text of every event of a room. */
  onEvent: (text: string) => void;
  close(): void;
}

export interface Target {
  /** Host and port. */
  readonly address: string;
  readonly token: string;
}

/** Opens a connection; resolves when the server has said whose it is. */
export type OpenLink = (target: Target) => Promise<Link>;

export const ask = (link: Link, name: RequestName, input: object): Promise<void> =>
  new Promise((resolve) => link.request(name, input, resolve));

/** The number behind a name in the text of an event, without parsing the rest. */
export function numberIn(text: string, name: string): number {
  const key = `"${name}":`;
  return Number.parseInt(text.slice(text.lastIndexOf(key) + key.length), 10);
}
