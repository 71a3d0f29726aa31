import { act, cleanup, renderHook } from '@testing-library/react';
import { RoomkeyError } from 'roomkey/contract';
import type { ConnectionState } from 'roomkey/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useCalm } from './use-calm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const connecting: ConnectionState = { status: 'connecting' };
const connected: ConnectionState = { status: 'connected' };
const broken = (attempt: number): ConnectionState => ({
  status: 'reconnecting',
  attempt,
  error: new RoomkeyError('unavailable'),
});

const follow = (first: ConnectionState) => {
  const { result, rerender } = renderHook(({ state }) => useCalm(state), { initialProps: { state: first } });
  return {
    becomes: (state: ConnectionState) => rerender({ state }),
    shown: () => result.current.status,
  };
};
const pass = (ms: number): void => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};

it('tells of the first connection as it is', () => {
  const { becomes, shown } = follow(connecting);
  expect(shown()).toBe('connecting');
  becomes(connected);
  expect(shown()).toBe('connected');
});

it('does not tell of a break that is over in two seconds, however many tries it took', () => {
  const { becomes, shown } = follow(connected);
  becomes(broken(1));
  pass(1_000);
  becomes(connecting);
  expect(shown()).toBe('connected');
  pass(900);
  becomes(broken(2));
  expect(shown()).toBe('connected');
  becomes(connected);
  pass(5_000);
  expect(shown()).toBe('connected');
});

it('tells of a longer break, and counts anew in the next one', () => {
  const { becomes, shown } = follow(connected);
  becomes(broken(1));
  pass(2_000);
  expect(shown()).toBe('reconnecting');
  becomes(connected);
  becomes(broken(1));
  expect(shown()).toBe('connected');
  pass(1_999);
  expect(shown()).toBe('connected');
  pass(1);
  expect(shown()).toBe('reconnecting');
});

it('tells at once of a connection that is not tried again', () => {
  const { becomes, shown } = follow(connected);
  becomes({ status: 'failed', error: new RoomkeyError('unauthenticated') });
  expect(shown()).toBe('failed');
});
