import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Auth } from '../auth/auth.ts';
import type { Actor } from '../auth/actor.ts';
import type { CommentService } from '../comments/comments.service.ts';
import type { Database } from '../db/database.ts';
import { comments, posts, session, user } from '../db/schema/index.ts';
import type { PostService } from '../posts/posts.service.ts';
import { DEMO_PASSWORD, board, emailOf, people } from './board.ts';
import type { Person, SeedPost } from './board.ts';

const MINUTE_MS = 60_000;

export interface SeedParts {
  readonly auth: Auth;
  readonly db: Database;
  readonly posts: PostService;
  readonly comments: CommentService;
}

type Actors = Readonly<Record<Person, Actor>>;

/** Fills the board with people who talk to each other. Running it again adds nothing twice. */
export async function seedBoard(parts: SeedParts, now = Date.now()): Promise<void> {
  const actors: Actors = {
    maya: await signIn(parts, 'maya'),
    jonas: await signIn(parts, 'jonas'),
    priya: await signIn(parts, 'priya'),
    tomas: await signIn(parts, 'tomas'),
    edith: await signIn(parts, 'edith'),
  };
  for (const post of board) await seedPost(parts, actors, { post, now });
  for (const { sessionId } of Object.values(actors))
    await parts.db.delete(session).where(eq(session.id, sessionId));
}

async function signIn({ auth, db }: SeedParts, person: Person): Promise<Actor> {
  const email = emailOf(person);
  const credentials = { email, password: DEMO_PASSWORD };
  const [known] = await db.select({ id: user.id }).from(user).where(eq(user.email, email));
  const { token } =
    known === undefined
      ? await auth.api.signUpEmail({ body: { ...credentials, name: people[person] } })
      : await auth.api.signInEmail({ body: credentials });
  const [row] = await db
    .select({ sessionId: session.id, id: user.id, role: user.role })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .where(eq(session.token, token ?? ''));
  if (row === undefined) throw new Error(`No session for ${email}`);
  return { user: { id: row.id, role: row.role }, sessionId: row.sessionId };
}

async function seedPost(parts: SeedParts, actors: Actors, { post, now }: { post: SeedPost; now: number }) {
  const postId = await findOrCreate(parts, actors[post.by], { post, now });
  for (const person of post.likedBy) await parts.posts.like({ actor: actors[person], postId });
  for (let visitor = 1; visitor <= post.views; visitor += 1)
    await parts.posts.view({ postId, actor: null }, `demo:${visitor}`);
  for (const [by, minutesLater, body] of post.comments) {
    const input = { body, opId: idFrom(`${by}: ${body}`) };
    const { comment, added } = await parts.comments.add({ actor: actors[by], postId }, input);
    const createdAt = new Date(now - post.hoursAgo * 60 * MINUTE_MS + minutesLater * MINUTE_MS);
    if (added) await parts.db.update(comments).set({ createdAt }).where(eq(comments.id, comment.id));
  }
}

async function findOrCreate(
  { db, posts: service }: SeedParts,
  author: Actor,
  { post, now }: { post: SeedPost; now: number },
) {
  const { title, body } = post;
  const same = and(eq(posts.authorId, author.user.id), eq(posts.title, title));
  const [known] = await db.select({ id: posts.id }).from(posts).where(same);
  if (known !== undefined) return known.id;
  const { id } = await service.create(author, { title, body });
  const createdAt = new Date(now - post.hoursAgo * 60 * MINUTE_MS);
  await db.update(posts).set({ createdAt }).where(eq(posts.id, id));
  return id;
}

/** The same text has the same id every time, which is what makes a comment idempotent. */
function idFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
