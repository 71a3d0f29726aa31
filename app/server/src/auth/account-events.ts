/** What happens to accounts that the rest of the board must act on. What a listener throws, the request answers. */
export interface AccountEvents {
  /** A session is gone from the database: sign-out, revocation, ban or deletion. */
  onSessionEnded(sessionId: string): Promise<unknown>;
  /** Name, role, ban or anything else about a user was changed. */
  onUserChanged(user: { readonly id: string; readonly banned: boolean }): Promise<unknown>;
  /** A password was changed; `sessionId` is the session in which the user did it, null when an admin did. */
  onPasswordChanged(change: { readonly userId: string; readonly sessionId: string | null }): Promise<unknown>;
  /** A user is about to be deleted; what it throws keeps the user. */
  onUserLeaving(userId: string): Promise<unknown>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** For programs in which nobody is connected. */
export const unheardAccountEvents: AccountEvents = {
  onSessionEnded: nothing,
  onUserChanged: nothing,
  onPasswordChanged: nothing,
  onUserLeaving: nothing,
};
