import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import type { NoteFacts } from '../observability/request-context.ts';
import type { AccountEvents } from './account-events.ts';
import { profile } from './profile.ts';

/** However much a session is used, it ends so long after it began. */
const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;

interface Profile {
  readonly name?: string;
  readonly image?: string | null | undefined;
}

interface SessionCall {
  readonly context: { readonly session: { readonly session: { readonly createdAt: Date } } | null };
}

interface SessionRow {
  readonly id: string;
  readonly userId: string;
}

export interface AccountHookParts {
  readonly events: AccountEvents;
  readonly adminEmails: readonly string[];
  readonly note: NoteFacts;
}

/** What Better Auth may not write to its tables, and what it wrote there, as events of accounts. */
export function databaseHooks({ events, adminEmails, note }: AccountHookParts) {
  return {
    user: {
      create: {
        before: async (user: Profile & { email: string }) => {
          const role = adminEmails.includes(user.email.toLowerCase()) ? { role: 'admin' } : {};
          return { data: { ...checkedProfile(user), ...role } };
        },
      },
      update: {
        before: async (user: Profile) => ({ data: checkedProfile(user) }),
        after: async (user: { id: string } & Record<string, unknown>) => {
          note({ target: user.id });
          await events.onUserChanged({ id: user.id, banned: user['banned'] === true });
        },
      },
      delete: {
        before: async ({ id }: { id: string }) => {
          note({ target: id });
          await events.onUserLeaving(id);
        },
      },
    },
    session: {
      create: {
        after: async ({ id, userId }: SessionRow) => {
          note({ userId, sessionId: id, target: userId });
        },
      },
      update: {
        before: async (change: { expiresAt?: Date | undefined }, call: SessionCall | null) => ({
          data: withinLifetime(change, call?.context.session?.session.createdAt),
        }),
      },
      delete: {
        after: async ({ id, userId }: SessionRow) => {
          note({ target: userId });
          await events.onSessionEnded(id);
        },
      },
    },
  };
}

/** Of which path Better Auth was asked, however it was spelled on the wire, and by whom. */
export function callHooks({ events, note }: Pick<AccountHookParts, 'events' | 'note'>) {
  const onPassword = passwordHook(events);
  return {
    before: createAuthMiddleware(async ({ path }) => note({ authPath: path })),
    after: createAuthMiddleware(async (call) => {
      const asker = call.context.session?.session;
      if (asker !== undefined) note({ userId: asker.userId, sessionId: asker.id });
      await onPassword(call);
    }),
  };
}

/**
 * Whoever changes a password wants everybody else out. Better Auth ends the other sessions only when it is asked
 * to, and none when an admin sets a password.
 */
function passwordHook(events: AccountEvents) {
  return createAuthMiddleware(async ({ path, body, context }) => {
    if (isAPIError(context.returned)) return;
    if (path === '/change-password') {
      // The session that asked has been replaced when Better Auth was asked to end the others.
      const { session } = context.newSession ?? context.session ?? {};
      if (session !== undefined)
        await events.onPasswordChanged({ userId: session.userId, sessionId: session.id });
    }
    if (path === '/admin/set-user-password')
      await events.onPasswordChanged({ userId: String(body.userId), sessionId: null });
  });
}

/** Better Auth moves the end with every use. */
function withinLifetime({ expiresAt }: { expiresAt?: Date | undefined }, createdAt: Date | undefined) {
  if (expiresAt === undefined) return {};
  // A session whose beginning is not known is not prolonged.
  if (createdAt === undefined) return { expiresAt: undefined };
  return { expiresAt: new Date(Math.min(expiresAt.getTime(), createdAt.getTime() + SESSION_LIFETIME_MS)) };
}

function checkedProfile(user: Profile) {
  const result = profile.safeParse(user);
  if (result.success) return result.data;
  throw new APIError('BAD_REQUEST', { code: 'INVALID_PROFILE', message: 'The name or image is not usable.' });
}
