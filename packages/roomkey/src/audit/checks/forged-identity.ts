/** Recognized in whatever comes back; no real user is called so. */
export const FORGED_NAME = 'roomkey-audit-forged';

interface IdentityFields {
  readonly userId: string;
  readonly [field: string]: unknown;
}

/** The fields in which servers are found to believe a client. */
export const identityFields = (user: string): IdentityFields => ({
  userId: user,
  userName: user,
  username: user,
  name: user,
  author: user,
  authorId: user,
  role: 'admin',
  user: { id: user, name: user, role: 'admin' },
});
