import type { CommentPage } from '@board/contract';
import { contract } from '@board/contract';
import { Toast } from '@base-ui/react/toast';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { createClient } from 'roomkey/client';
import type { SessionState } from 'roomkey/client';
import { RoomkeyError } from 'roomkey/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProvider } from '../../lib/api-context.tsx';
import { createBoardApi } from '../../lib/board-api.ts';
import { createQueryClient } from '../../lib/query-client.ts';
import { RoomkeyProvider } from '../../lib/roomkey.ts';
import { hearComment } from './post-cache.ts';
import { commentOf, post } from './post.test-util.ts';
import { useComments } from './use-comments.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const VISITOR: SessionState = { status: 'anonymous', user: null, reason: 'token_missing', expiresAt: null };

const unread = createBoardApi(() => Promise.reject(new RoomkeyError('internal')));

const pageOf = (...seqs: readonly number[]): CommentPage => {
  return { items: seqs.map(commentOf), nextCursor: null, latest: seqs.at(-1) ?? 0 };
};

/** The page of a post, for a visitor; the server answers what `read` says. */
function open(read: () => Promise<CommentPage>) {
  const queries = createQueryClient();
  const client = {
    ...createClient(contract, { getToken: () => null, autoConnect: false }),
    session: { get: () => VISITOR, subscribe: () => () => undefined },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <RoomkeyProvider client={client}>
      <ApiProvider value={{ ...unread, comments: read }}>
        <QueryClientProvider client={queries}>
          <Toast.Provider>
            <MemoryRouter>{children}</MemoryRouter>
          </Toast.Provider>
        </QueryClientProvider>
      </ApiProvider>
    </RoomkeyProvider>
  );
  return {
    hear: (seq: number) => act(() => hearComment(queries, null, commentOf(seq))),
    show: () => {
      const { result } = renderHook(() => useComments(post.id), { wrapper });
      return () => [result.current.status, ...result.current.asked.map(({ seq }) => seq)];
    },
  };
}

const pass = (ms: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

describe('the comments of a post are read', () => {
  it('at once', async () => {
    const shown = open(async () => pageOf(1, 2)).show();
    await pass(0);
    expect(shown()).toEqual(['success', 1, 2]);
  });

  it('also where one was heard before anybody looked', async () => {
    const page = open(async () => pageOf(1, 2, 3));
    page.hear(3);
    const shown = page.show();
    await pass(2_500);
    expect(shown()).toEqual(['success', 1, 2, 3]);
  });

  it('also where one was heard after they could not be read', async () => {
    const read = vi.fn<() => Promise<CommentPage>>(() => Promise.reject(new RoomkeyError('unavailable')));
    const page = open(read);
    const shown = page.show();
    await pass(5_000);
    expect(shown()).toEqual(['error']);
    read.mockImplementation(async () => pageOf(1, 2));
    page.hear(2);
    await pass(2_500);
    expect(shown()).toEqual(['success', 1, 2]);
  });
});
