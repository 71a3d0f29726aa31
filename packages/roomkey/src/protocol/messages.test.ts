import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, RoomkeyError, isErrorCode } from '../errors/index.ts';
import { fromWireError, readAck, readSessionMessage, toWireError } from './index.ts';

const internal = { code: 'internal', message: 'Internal error', retry: 'never' };

describe('an error', () => {
  it('crosses the wire without its cause and stack', () => {
    const issues = [{ path: ['a'], message: 'Expected a string' }];
    const error = new RoomkeyError('rate_limited', { retryAfterMs: 5, issues, cause: new Error('secret') });
    expect(toWireError(error)).toEqual({
      code: 'rate_limited',
      message: 'Too many requests',
      retry: 'backoff',
      retryAfterMs: 5,
      issues,
    });
    expect(toWireError(new RoomkeyError('internal'))).toEqual(internal);
  });

  it('is the same error on the other side', () => {
    const codes = fc.constantFrom(...Object.keys(ERROR_CODES).filter(isErrorCode));
    fc.assert(
      fc.property(
        codes,
        fc.string(),
        fc.option(fc.nat(), { nil: undefined }),
        (code, message, retryAfterMs) => {
          const sent = toWireError(new RoomkeyError(code, { message, retryAfterMs }));
          expect(toWireError(fromWireError(JSON.parse(JSON.stringify(sent))))).toEqual(sent);
        },
      ),
    );
  });

  it('takes `retry` from its code, never from the wire', () => {
    expect(fromWireError({ code: 'forbidden', message: 'No', retry: 'backoff' }).retry).toBe('never');
  });

  it.each([
    null,
    undefined,
    1,
    'forbidden',
    [[]],
    {},
    { code: 'toString' },
    { code: 'FORBIDDEN' },
    { code: null },
  ])('that is none (%j) is internal', (value) => {
    expect(toWireError(fromWireError(value))).toEqual(internal);
  });

  it('with fields of a wrong type keeps its code', () => {
    const error = fromWireError({ code: 'forbidden', message: 1, retryAfterMs: '5', issues: {} });
    expect(toWireError(error)).toEqual({ code: 'forbidden', message: 'Not allowed', retry: 'never' });
  });
});

describe('an acknowledgement', () => {
  it('is read', () => {
    expect(readAck({ ok: true, data: 1 })).toEqual({ ok: true, data: 1 });
    expect(readAck({ ok: true })).toEqual({ ok: true, data: undefined });
    const error = { code: 'forbidden', message: 'No', retry: 'never' };
    expect(readAck({ ok: false, error })).toEqual({ ok: false, error });
  });

  it('that is none is an internal error, never a success', () => {
    for (const value of [undefined, null, true, 'ok', [true], { ok: 1 }, { ok: 'true' }, { ok: false }]) {
      expect(readAck(value)).toEqual({ ok: false, error: internal });
    }
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readAck(value)).toHaveProperty('ok');
      }),
    );
  });
});

describe('a session message', () => {
  const user = { id: 'ada', name: 'Ada', role: 'user', avatar: null };
  const signedIn = { state: 'authenticated', user, reason: null, expiresIn: 1000, serverTime: 5 };
  const anonymous = {
    state: 'anonymous',
    user: null,
    reason: 'token_expired',
    expiresIn: null,
    serverTime: 5,
  };

  it.each([signedIn, anonymous])('is read: %j', (message) => {
    expect(readSessionMessage(message)).toEqual(message);
  });

  it.each([
    null,
    undefined,
    'authenticated',
    [[]],
    {},
    { ...signedIn, state: 'admin' },
    { ...signedIn, serverTime: 'now' },
    { ...signedIn, user: null },
    { ...signedIn, user: 'ada' },
    { ...signedIn, user: { id: 1, name: 'Ada' } },
    { ...signedIn, user: { id: 'ada' } },
    { ...signedIn, user: [user] },
  ])('is not read from %j: nobody is signed in by half a message', (message) => {
    expect(readSessionMessage(message)).toBeNull();
  });

  it('has null for what is of a wrong type', () => {
    expect(readSessionMessage({ ...anonymous, reason: 1, expiresIn: '1' })).toEqual({
      ...anonymous,
      reason: null,
    });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, field) => {
        expect([null, 'authenticated']).toContain(
          readSessionMessage({ ...signedIn, user: field })?.state ?? null,
        );
        expect(() => readSessionMessage(value)).not.toThrow();
      }),
    );
  });
});
