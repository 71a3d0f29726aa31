/** What a rule needs to know of whoever asks; null is an anonymous visitor. */
export type Asker = { readonly id: string; readonly role: string } | null;

/** Authors remove their own posts, admins any. */
export function mayRemovePost(asker: Asker, authorId: string): boolean {
  return asker !== null && (asker.id === authorId || asker.role === 'admin');
}
