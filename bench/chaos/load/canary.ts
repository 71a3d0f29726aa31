import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { Person } from './people.ts';
import { createRest } from './rest.ts';

const AGAIN_MS = 400;

/** What a session heard or was let do after it was over. */
export interface RevokedSession {
  /** When the app said that it is over; null when the app was never able to say so. */
  readonly revokedAt: number | null;
  /** False: the server that ended it was gone before it could tell the others, who find out by themselves. */
  readonly announced: boolean;
  /** When something of a room reached it, or a connection was accepted as its user. */
  readonly heardAt: readonly number[];
}

/**
 * A device that hears posts by plain `socket.io-client` and comes back with the same token whatever it is told,
 * until another device of the same user signs it out. Nothing of what it does is what a good client would do.
 */
export interface Canary {
  /** Signs the device out, however often it takes. */
  revoke(): Promise<void>;
  readonly close: () => RevokedSession;
}

export async function releaseCanary(
  url: string,
  person: Person,
  postIds: readonly string[],
): Promise<Canary> {
  const [device, other] = person.logins;
  if (device === undefined || other === undefined) throw new Error('A canary has two devices');
  const token = await createRest(url, person, device).token({ fresh: true });
  const owner = createRest(url, person, other);
  await owner.token({ fresh: true });
  const heardAt: number[] = [];
  const note = (): void => void heardAt.push(performance.now());
  const socket: Socket = io(url, {
    auth: { token },
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    extraHeaders: { 'x-forwarded-for': person.address },
  });
  let revokedAt: number | null = null;
  let announced = false;
  const leaving = new AbortController();

  const comeBack = (): void => {
    setTimeout(() => leaving.signal.aborted || socket.connected || socket.connect(), AGAIN_MS).unref();
  };
  socket.on('connect_error', comeBack).on('disconnect', comeBack);
  socket.on('session', ({ state }: { state: string }) => {
    if (state === 'authenticated') note();
  });
  socket.on('connect', () => {
    for (const postId of postIds) socket.emit('join-post', { postId });
  });
  for (const event of [
    'like-update',
    'comment-added',
    'user-typing',
    'joined-post',
    'presence-state',
    'presence-diff',
  ])
    socket.on(event, note);

  return {
    async revoke() {
      while (revokedAt === null && !leaving.signal.aborted) {
        const status = await owner.remove(`/api/devices/${device.sessionId}`).catch(() => 0);
        if (status === 204) announced = true;
        if (status === 204 || status === 404) revokedAt = performance.now();
        else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    },
    close() {
      leaving.abort();
      socket.disconnect();
      return { revokedAt, announced, heardAt };
    },
  };
}
