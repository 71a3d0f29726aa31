/** What a change over HTTP is called in the audit trail; these are rare enough to be told when they succeed, too. */
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['POST /api/auth/sign-in/email', 'sign-in'],
  ['POST /api/auth/sign-up/email', 'sign-up'],
  ['POST /api/auth/sign-out', 'sign-out'],
  ['POST /api/auth/revoke-session', 'sign-out'],
  ['POST /api/auth/revoke-sessions', 'sign-out'],
  ['POST /api/auth/revoke-other-sessions', 'sign-out'],
  ['DELETE /api/devices', 'sign-out'],
  ['DELETE /api/devices/:deviceId', 'sign-out'],
  ['POST /api/auth/change-password', 'password-change'],
  ['POST /api/auth/delete-user', 'account-deletion'],
  ['POST /api/auth/admin/set-user-password', 'password-change'],
  ['POST /api/auth/admin/remove-user', 'account-deletion'],
  ['POST /api/auth/admin/create-user', 'sign-up'],
  ['POST /api/auth/admin/set-role', 'role-change'],
  ['POST /api/auth/admin/ban-user', 'ban'],
  ['POST /api/auth/admin/unban-user', 'unban'],
  ['POST /api/auth/admin/revoke-user-session', 'sign-out'],
  ['POST /api/auth/admin/revoke-user-sessions', 'sign-out'],
  ['POST /api/auth/admin/impersonate-user', 'impersonation'],
  ['POST /api/auth/admin/stop-impersonating', 'impersonation'],
  ['PUT /api/posts/:postId/blocks/:userId', 'block'],
  ['DELETE /api/posts/:postId/blocks/:userId', 'unblock'],
]);

/** Undefined: nothing that changes who may do what. */
export const accountAction = (method: string, path: string): string | undefined =>
  ACTIONS.get(`${method} ${path}`);
