import { act, cleanup, renderHook } from '@testing-library/react';
import type { Presence } from 'roomkey/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useCalmPresence } from './use-calm-presence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const here = (...names: readonly string[]): Presence => ({
  status: 'ready',
  users: names.map((name) => ({ id: name, name, avatar: null })),
  anonymous: 0,
  count: names.length,
  complete: true,
});
const visitors = (anonymous: number): Presence => ({ ...here('Ada'), anonymous });
const nobodyKnown: Presence = { ...here(), status: 'loading' };

const follow = (first: Presence) => {
  const { result, rerender } = renderHook(({ now }) => useCalmPresence(now), {
    initialProps: { now: first },
  });
  return {
    becomes: (now: Presence) => rerender({ now }),
    names: () => result.current.users.map(({ name }) => name),
    shown: () => result.current,
  };
};
const pass = (ms: number): void => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};

it('shows newcomers at once', () => {
  const { becomes, names } = follow(here('Ada'));
  becomes(here('Ada', 'Bob'));
  expect(names()).toEqual(['Ada', 'Bob']);
});

it('does not flicker when somebody reloads the page', () => {
  const { becomes, names } = follow(here('Ada', 'Bob'));
  becomes(here('Ada'));
  pass(2_900);
  expect(names()).toEqual(['Ada', 'Bob']);
  becomes(here('Ada', 'Bob'));
  pass(10_000);
  expect(names()).toEqual(['Ada', 'Bob']);
});

it('lets go of whoever stays away, with what else changed meanwhile', () => {
  const { becomes, names } = follow(here('Ada', 'Bob'));
  becomes(here('Ada'));
  pass(1_000);
  becomes(here('Ada', 'Cy'));
  pass(2_000);
  expect(names()).toEqual(['Ada', 'Cy']);
});

it('counts visitors as calmly', () => {
  const { becomes, shown } = follow(visitors(3));
  becomes(visitors(2));
  expect(shown().anonymous).toBe(3);
  pass(3_000);
  expect(shown().anonymous).toBe(2);
});

it('forgets at once what is not to be shown any more', () => {
  const { becomes, shown } = follow(here('Ada', 'Bob'));
  becomes(nobodyKnown);
  expect(shown().status).toBe('loading');
});
