import type { Clock } from '../clock.ts';
import type { Bus } from '../cluster/bus.ts';
import { isRecord, readStrings, readSubject } from '../cluster/shapes.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser, Subject } from '../identity/types.ts';
import { isRoomkeyError } from '../../errors/index.ts';
import type { OnError } from '../report.ts';
import type { Connection } from './connection.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Liveness } from './liveness.ts';
import { MAX_NAMED, isNewer } from './refresh.ts';
import type { Registry } from './registry.ts';

export interface RefreshElsewhereParts<User extends BaseUser> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly identifier: Identifier<User>;
  readonly lifecycle: Lifecycle<User>;
  readonly liveness: Liveness<User>;
  readonly registry: Registry<User>;
  readonly report: OnError;
}

/**
 * Renews connections of this server that were named to another one, where their session proved a newer token. The
 * token is not sent, only whom it speaks of; the user is looked up here. What fails changes nothing: the tab asks for
 * itself before its time is over.
 */
export function renewForOthers<User extends BaseUser>(parts: RefreshElsewhereParts<User>): void {
  const { bus, clock, identifier, lifecycle, liveness, registry, report } = parts;

  const renew = async (connection: Connection<User>, subject: Subject): Promise<void> => {
    const { epoch } = connection;
    const identity = await identifier.reload(subject);
    liveness.assertLive(connection);
    // Somebody else gave it a newer identity meanwhile; what was found here may be older.
    if (connection.epoch === epoch) await lifecycle.renew(connection, identity);
  };

  bus.on('refresh', (body) => {
    if (!isRecord(body)) throw new TypeError('Not a refresh.');
    const subject = readSubject(body['subject']);
    const named = new Set(readStrings(body['connections']).slice(0, MAX_NAMED));
    if (subject.expiresAt <= clock.now()) return;
    for (const connection of registry.bySession(subject.sessionId)) {
      const own = connection.subject;
      if (own?.userId !== subject.userId || !named.has(connection.socket.id)) continue;
      // What else its own token claimed still goes: claims stay where they were proven.
      const next = { ...subject, claims: own.claims };
      if (!isNewer(connection, next)) continue;
      renew(connection, next).catch((error: unknown) => {
        if (!isRoomkeyError(error)) report(error, { stage: 'bus', name: 'refresh' });
      });
    }
  });
}
