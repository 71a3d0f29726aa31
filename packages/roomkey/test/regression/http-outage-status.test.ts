import { expect, it, vi } from 'vitest';
import { ERROR_CODES, RoomkeyError } from '../../src/server/index.ts';
import type { ErrorCode, HttpResponse } from '../../src/server/index.ts';
import { createHttp } from '../../src/server/http/protect.ts';

/** The status with which a request is refused when a verifier throws this code. */
async function statusOf(code: ErrorCode): Promise<number> {
  const fail = () => Promise.reject(new RoomkeyError(code));
  const http = createHttp({ verify: fail, authenticate: fail, reload: fail });
  const statuses: number[] = [];
  const response: HttpResponse = {
    status(status) {
      statuses.push(status);
      return response;
    },
    setHeader: () => undefined,
    json: () => undefined,
  };
  http.protect()({ headers: { authorization: 'Bearer x' } }, response, () => undefined);
  await vi.waitFor(() => expect(statuses).toHaveLength(1));
  return statuses[0] ?? 0;
}

// Only `unavailable` had the status of an outage; a verifier that said `timeout` signed people out.
it('answers 401 for no code that says to wait', async () => {
  const waiting = (
    ['timeout', 'unavailable', 'draining', 'rate_limited', 'too_many_connections'] as const
  ).map(async (code) => [code, ERROR_CODES[code].retry, await statusOf(code)]);
  expect(await Promise.all(waiting)).toEqual([
    ['timeout', 'backoff', 503],
    ['unavailable', 'backoff', 503],
    ['draining', 'backoff', 503],
    ['rate_limited', 'backoff', 429],
    ['too_many_connections', 'backoff', 503],
  ]);
});
