// @vitest-environment happy-dom
import { act, cleanup, configure, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestClient } from '../client/client.test-util.ts';
import { systemClock } from '../client/clock.ts';
import { bob, eventually, signedIn, testContract } from '../client/wire-server.test-util.ts';
import { createHooks } from './create-hooks.ts';

const { RoomkeyProvider, usePresence, useRoom } = createHooks(testContract);

configure({ asyncUtilTimeout: 5_000 });
afterEach(cleanup);

const facts = (postId: string) => {
  return { room: 'post', postId, anonymous: 2, count: 1, complete: true, version: 1 };
};

/** Ada is in p1, Bob in every other. */
async function setup() {
  const test = await createTestClient({ clock: systemClock });
  test.server.answer = (name, payload, socket) => {
    const { postId } = payload as { postId: string };
    const person = postId === 'p1' ? 'Ada' : 'Bob';
    const users = [{ id: person, name: person, avatar: null }];
    if (name === 'join-post') socket.emit('presence-state', { ...facts(postId), users });
    return { ok: true, data: undefined };
  };
  return test;
}

interface Props {
  readonly postId: string | null;
  readonly onFrame?: (frame: string) => void;
}

function People({ postId, onFrame }: Props) {
  const room = useRoom('post', postId === null ? null : { postId });
  const { status, users, anonymous } = usePresence(room);
  const frame = `${room.params?.postId ?? 'none'} ${status} ${users.map(({ name }) => name).join('+')} ${anonymous}`;
  onFrame?.(frame);
  return <p>{frame}</p>;
}

describe('usePresence', () => {
  it('follows who is there, under StrictMode too', async () => {
    const { server, client } = await setup();
    render(
      <StrictMode>
        <RoomkeyProvider client={client}>
          <People postId="p1" />
        </RoomkeyProvider>
      </StrictMode>,
    );
    await screen.findByText('p1 ready Ada 2');
    const cid = { id: 'cid', name: 'Cid', avatar: null };
    server.emit('presence-diff', { ...facts('p1'), count: 2, version: 2, joined: [cid], left: [] });
    await screen.findByText('p1 ready Ada+Cid 2');
    expect(server.of('join-post')).toHaveLength(1);
  });

  it('shows nobody of the room before', async () => {
    const { client } = await setup();
    const frames: string[] = [];
    const page = (postId: string | null) => (
      <RoomkeyProvider client={client}>
        <People postId={postId} onFrame={(frame) => frames.push(frame)} />
      </RoomkeyProvider>
    );
    const { rerender } = render(page(null));
    rerender(page('p1'));
    await screen.findByText('p1 ready Ada 2');
    rerender(page('p2'));
    await screen.findByText('p2 ready Bob 2');
    expect(new Set(frames)).toEqual(
      new Set(['none loading  0', 'p1 loading  0', 'p1 ready Ada 2', 'p2 loading  0', 'p2 ready Bob 2']),
    );
  });

  it('shows nobody whom the user before was told of', async () => {
    const { server, client } = await setup();
    render(
      <RoomkeyProvider client={client}>
        <People postId="p1" />
      </RoomkeyProvider>,
    );
    await screen.findByText('p1 ready Ada 2');
    server.handshake = () => signedIn(bob);
    server.answer = () => null;
    act(() => client.identityChanged());
    await screen.findByText('p1 loading 0');
    await eventually(() => expect(server.of('join-post')).toHaveLength(2));
    expect(screen.getByText('p1 loading 0')).toBeTruthy();
  });

  it('knows nobody while rendering on a server', async () => {
    const { client } = await setup();
    const html = renderToString(
      <RoomkeyProvider client={client}>
        <People postId="p1" />
      </RoomkeyProvider>,
    );
    expect(html).toContain('loading');
  });
});
