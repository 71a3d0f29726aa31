import type { Page } from '../load/page.ts';
import type { PostView } from '../load/watched-post.ts';
import type { StoredPost } from './stored.ts';

const LOOK_EVERY_MS = 200;

export interface PagesFound {
  /** Milliseconds after the last write until every page showed what is stored; null when not all did. */
  readonly convergedMs: number | null;
  /** Posts on pages whose count or version is another than the stored one. */
  readonly staleCounts: number;
  /** Comments that are stored and not on a page that shows the post. */
  readonly missingComments: number;
  /** Comments on a page that are not stored. */
  readonly strayComments: number;
}

type Differences = Omit<PagesFound, 'convergedMs'>;
type Posts = ReadonlyMap<string, StoredPost>;

/** What the pages show, beside what was stored at that moment. */
export interface Compared {
  readonly found: PagesFound;
  readonly posts: Posts;
}

/** Waits until pages that nobody writes to any more show what is stored; they get no help. */
export async function auditPages(
  pages: readonly Page[],
  read: () => Promise<Posts>,
  withinMs: number,
): Promise<Compared> {
  const startedAt = performance.now();
  for (;;) {
    const posts = await read();
    const found = compare(pages, posts);
    const elapsed = performance.now() - startedAt;
    const same = Object.values(found).every((count) => count === 0);
    if (same || elapsed > withinMs) return { posts, found: { ...found, convergedMs: same ? elapsed : null } };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function compare(pages: readonly Page[], posts: Posts): Differences {
  const sum = { staleCounts: 0, missingComments: 0, strayComments: 0 };
  for (const { views } of pages)
    for (const [postId, view] of views()) {
      const found = differences(view, posts.get(postId));
      sum.staleCounts += found.staleCounts;
      sum.missingComments += found.missingComments;
      sum.strayComments += found.strayComments;
    }
  return sum;
}

function differences(view: PostView, stored: StoredPost | undefined): Differences {
  const there = stored?.comments ?? new Map<string, string>();
  const isTrue = view.likeCount === stored?.likeCount && view.version === stored.version;
  return {
    staleCounts: isTrue ? 0 : 1,
    missingComments: [...there.keys()].filter((id) => !view.comments.has(id)).length,
    strayComments: [...view.comments.keys()].filter((id) => !there.has(id)).length,
  };
}
