/** What every subject does when it is asked; what differs is who asks, and what it costs to find out. */

/** The one post that everybody is on, and the room of its people. */
export const POST_ID = 'p1';
export const ROOM = `post:${POST_ID}`;

export interface Note {
  readonly postId: string;
  readonly text: string;
}

export interface Line extends Note {
  readonly seq: number;
}

export interface Likes {
  readonly likeCount: number;
  readonly version: number;
}

let likes = 0;

/** Every call is a like of somebody else: the sets of a database are another workload. */
export function addLike(): Likes {
  likes += 1;
  return { likeCount: likes, version: likes };
}
