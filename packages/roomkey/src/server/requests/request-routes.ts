import type { AnyContract } from '../../contract/index.ts';
import { takeCallback } from '../erase.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Authorize } from '../rooms/authorize.ts';
import { roomOf } from '../rooms/compiled-room.ts';
import { createContext } from './request-context.ts';
import type { ContextParts, ErasedContext } from './request-context.ts';
import { requestRoute } from './request-route.ts';
import type { Route } from './route.ts';

export interface RequestRoutesParts<User extends BaseUser> extends ContextParts<User> {
  readonly contract: AnyContract;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly authorize: Authorize<User>;
}

/** A route for every request of the contract. @throws TypeError when one has no handler */
export function requestRoutes<User extends BaseUser>(
  parts: RequestRoutesParts<User>,
): readonly Route<User>[] {
  const { contract, handlers, rooms, authorize } = parts;
  return Object.entries(contract.requests).map(([name, definition]) => {
    const handler = takeCallback<ErasedContext<User>>(handlers, name, 'handler');
    return requestRoute<User>({
      name,
      definition,
      room: definition.room === undefined ? null : roomOf(rooms, definition.room),
      handle: (request) => handler(createContext(parts, request)),
      authorize,
    });
  });
}
