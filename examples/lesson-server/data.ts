export interface User {
  readonly id: string;
  readonly name: string;
}

export const users = new Map<string, User>([
  ['ada', { id: 'ada', name: 'Ada' }],
  ['bob', { id: 'bob', name: 'Bob' }],
]);

/** Who likes which post. */
export const likes = new Map<string, Set<string>>([['1', new Set()]]);
