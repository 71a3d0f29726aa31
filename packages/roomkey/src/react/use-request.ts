import { useCallback, useRef, useState } from 'react';
import type { Client } from '../client/index.ts';
import { toRoomkeyError } from '../client/outcome.ts';
import type { AnyContract, RequestName, RequestPayload } from '../contract/index.ts';
import type { RoomkeyError } from '../errors/index.ts';
import type { RequestHandle, RequestResult, UseRequestOptions } from './types.ts';
import { useLatest } from './use-latest.ts';

interface Status {
  readonly inFlight: number;
  /** Of the newest request only: an older answer that comes late says nothing about it. */
  readonly error: RoomkeyError | null;
}

const IDLE: Status = { inFlight: 0, error: null };

export function useRequest<C extends AnyContract, Name extends RequestName<C>, Undo>(
  client: Client<C>,
  name: Name,
  options: UseRequestOptions<C, Name, Undo> = {},
): RequestHandle<C, Name> {
  const latest = useLatest(options);
  const newest = useRef(0);
  const [status, setStatus] = useState(IDLE);

  const send = useCallback(
    async (payload: RequestPayload<C, Name>): Promise<RequestResult<C, Name>> => {
      const { optimistic, rollback, onSuccess, onError, ...requestOptions } = latest.current;
      const mine = ++newest.current;
      const applied = optimistic === undefined ? null : { undo: optimistic(payload) };
      setStatus(({ inFlight }) => ({ inFlight: inFlight + 1, error: null }));
      const result: RequestResult<C, Name> = await client.request(name, payload, requestOptions).then(
        (data) => ({ ok: true, data }),
        (error: unknown) => ({ ok: false, error: toRoomkeyError(error) }),
      );
      setStatus(({ inFlight, error }) => ({
        inFlight: inFlight - 1,
        error: result.ok || mine !== newest.current ? error : result.error,
      }));
      if (result.ok) {
        onSuccess?.(result.data, payload);
      } else {
        if (applied !== null) rollback?.(applied.undo, result.error);
        onError?.(result.error, payload);
      }
      return result;
    },
    [client, name, latest],
  );

  return { send, pending: status.inFlight > 0, error: status.error };
}
