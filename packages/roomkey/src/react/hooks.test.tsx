// @vitest-environment happy-dom
import { act, cleanup, configure, render, screen } from '@testing-library/react';
import { StrictMode, useEffect, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTestClient } from '../client/client.test-util.ts';
import { systemClock } from '../client/clock.ts';
import { createClient } from '../client/index.ts';
import type { ClientOptions, Readable } from '../client/index.ts';
import {
  ada,
  bob,
  denial,
  notSignedIn,
  signedIn,
  testContract,
  eventually,
} from '../client/wire-server.test-util.ts';
import { RoomkeyError } from '../errors/index.ts';
import { createFakeClock } from '../testing/index.ts';
import { createHooks } from './create-hooks.ts';

const hooks = createHooks(testContract);
const { RoomkeyProvider, useConnection, useRequest, useRoom, useRoomEvent, useSession, useSocket } = hooks;

configure({ asyncUtilTimeout: 5_000 });
afterEach(cleanup);

/** Time passes by itself here: what is shown is awaited, not moved. */
const setup = (options: Partial<ClientOptions> = {}) => createTestClient({ clock: systemClock, ...options });

function Who() {
  const session = useSession();
  const connection = useConnection();
  const socket = useSocket();
  return (
    <p>
      {session.user?.name ?? session.status} {connection.status} {socket === null ? 'no socket' : 'socket'}
    </p>
  );
}

describe('the session and connection hooks', () => {
  it('follow the client', async () => {
    const { server, client } = await setup();
    render(
      <StrictMode>
        <RoomkeyProvider client={client}>
          <Who />
        </RoomkeyProvider>
      </StrictMode>,
    );
    await screen.findByText('Ada connected socket');
    server.handshake = () => signedIn(bob);
    act(() => client.identityChanged());
    await screen.findByText('loading connecting no socket');
    await screen.findByText('Bob connected socket');
    expect(server.handshakes).toHaveLength(2);
    expect(server.sockets()).toHaveLength(1);
  });

  it('know nothing while rendering on a server', async () => {
    const { client } = await setup();
    await eventually(() => expect(client.session.get().status).toBe('authenticated'));
    const html = renderToString(
      <RoomkeyProvider client={client}>
        <Who />
      </RoomkeyProvider>,
    );
    expect(html).toContain('loading');
    expect(html).not.toContain('Ada');
  });

  it('say what is missing without a provider', () => {
    const onError = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => onError.mockRestore());
    expect(() => render(<Who />)).toThrow('RoomkeyProvider');
  });
});

interface RoomProps {
  readonly postId: string | null;
  readonly onLiked?: (likes: number) => void;
  readonly onFrame?: (frame: string) => void;
}

function PostRoom({ postId, onLiked, onFrame }: RoomProps) {
  const room = useRoom('post', postId === null ? null : { postId });
  useRoomEvent(room, 'liked', ({ likes }) => onLiked?.(likes));
  const frame = `${room.params?.postId ?? 'none'} ${room.status}`;
  onFrame?.(frame);
  return <p>{frame}</p>;
}

describe('useRoom', () => {
  it('joins once under StrictMode, and hears each event once', async () => {
    const clock = createFakeClock();
    const { server, client } = await setup({ clock });
    const onLiked = vi.fn<(likes: number) => void>();
    const { unmount } = render(
      <StrictMode>
        <RoomkeyProvider client={client}>
          <PostRoom postId="p1" onLiked={onLiked} />
        </RoomkeyProvider>
      </StrictMode>,
    );
    await screen.findByText('p1 joined');
    server.emit('liked', { postId: 'p1', likes: 3 });
    server.emit('liked', { postId: 'p2', likes: 9 });
    server.emit('liked', { postId: 'p1', likes: 4 });
    await eventually(() => expect(onLiked.mock.calls).toEqual([[3], [4]]));
    expect(server.of('join-post')).toEqual([{ postId: 'p1' }]);
    expect(server.of('leave-post')).toEqual([]);
    unmount();
    clock.advance(1_000);
    await eventually(() => expect(server.of('leave-post')).toEqual([{ postId: 'p1' }]));
  });

  it('shows no frame of the room before', async () => {
    const { server, client } = await setup();
    const frames: string[] = [];
    const page = (postId: string | null) => (
      <RoomkeyProvider client={client}>
        <PostRoom postId={postId} onFrame={(frame) => frames.push(frame)} />
      </RoomkeyProvider>
    );
    const { rerender } = render(page(null));
    await screen.findByText('none idle');
    rerender(page('p1'));
    await screen.findByText('p1 joined');
    server.answer = (name) => (name === 'join-post' ? null : { ok: true, data: undefined });
    rerender(page('p2'));
    await eventually(() => expect(server.of('join-post')).toHaveLength(2));
    expect(new Set(frames)).toEqual(new Set(['none idle', 'p1 joining', 'p1 joined', 'p2 joining']));
  });

  it('shows no frame of the user before', async () => {
    const { server, client } = await setup();
    const frames: string[] = [];
    function Page() {
      const session = useSession();
      const room = useRoom('post', { postId: 'p1' });
      const frame = `${session.user?.name ?? session.status} ${room.status}`;
      frames.push(frame);
      return <p>{frame}</p>;
    }
    render(
      <RoomkeyProvider client={client}>
        <Page />
      </RoomkeyProvider>,
    );
    await screen.findByText('Ada joined');
    server.handshake = () => signedIn(bob);
    server.answer = () => null;
    act(() => client.identityChanged());
    await screen.findByText('Bob joining');
    await eventually(() => expect(server.of('join-post')).toHaveLength(2));
    const after = frames.slice(frames.lastIndexOf('Ada joined') + 1);
    expect(new Set(after)).toEqual(new Set(['loading joining', 'Bob joining']));
  });

  it('calls the listener of the newest render', async () => {
    const { server, client } = await setup();
    const heard: string[] = [];
    const page = (label: string) => (
      <RoomkeyProvider client={client}>
        <PostRoom postId="p1" onLiked={(likes) => heard.push(`${label} ${likes}`)} />
      </RoomkeyProvider>
    );
    const { rerender } = render(page('first'));
    await screen.findByText('p1 joined');
    rerender(page('second'));
    server.emit('liked', { postId: 'p1', likes: 1 });
    await eventually(() => expect(heard).toEqual(['second 1']));
  });

  it('keeps the room joined for the other component that uses it', async () => {
    const clock = createFakeClock();
    const { server, client } = await setup({ clock });
    const page = (both: boolean) => (
      <RoomkeyProvider client={client}>
        <PostRoom postId="p1" />
        {both && <PostRoom postId="p1" />}
      </RoomkeyProvider>
    );
    const { rerender } = render(page(true));
    await eventually(() => expect(screen.getAllByText('p1 joined')).toHaveLength(2));
    rerender(page(false));
    clock.advance(10_000);
    await client.request('echo', { text: 'everything before this has arrived' });
    expect(server.of('join-post')).toHaveLength(1);
    expect(server.of('leave-post')).toHaveLength(0);
  });
});

/** A readable that tells how many listen to it. */
function counted<Value>({ get, subscribe }: Readable<Value>) {
  let listeners = 0;
  const readable: Readable<Value> = {
    get,
    subscribe(listener) {
      const stop = subscribe(listener);
      listeners += 1;
      return () => {
        listeners -= 1;
        stop();
      };
    },
  };
  return { readable, listeners: () => listeners };
}

function Everything() {
  const room = useRoom('post', { postId: 'p1' });
  useRoomEvent(room, 'liked', () => {});
  useRoomEvent(room, 'typing', () => {});
  useRequest('like');
  return (
    <>
      <PostRoom postId="p1" />
      <PostRoom postId="p1" />
      <Who />
      <Who />
    </>
  );
}

describe('a page that mounts and unmounts a thousand times', () => {
  it('uses one connection, joins and listens once, and leaves no listener behind', async () => {
    const { server, client } = await createTestClient();
    const session = counted(client.session);
    const connection = counted(client.connection);
    const socket = counted(client.socket);
    const watched = {
      ...client,
      session: session.readable,
      connection: connection.readable,
      socket: socket.readable,
    };
    const mount = () =>
      render(
        <StrictMode>
          <RoomkeyProvider client={watched}>
            <Everything />
          </RoomkeyProvider>
        </StrictMode>,
      );
    for (let times = 0; times < 1_000; times += 1) mount().unmount();
    const last = mount();
    await eventually(() => expect(screen.getAllByText('p1 joined')).toHaveLength(2));
    expect(server.transports()).toBe(1);
    expect(server.of('join-post')).toEqual([{ postId: 'p1' }]);
    const events = ['liked', 'typing', 'left-post', 'session', 'disconnect'];
    expect(events.map((event) => client.socket.get()?.listeners(event).length)).toEqual([1, 1, 1, 1, 1]);
    expect(session.listeners()).toBe(2);
    last.unmount();
    expect([session, connection, socket].map(({ listeners }) => listeners())).toEqual([0, 0, 0]);
  }, 30_000);
});

/** Makes its own client and ends it, as an application does that has one for a part of its pages. */
function OwnClient({ options }: { readonly options: ClientOptions }) {
  useEffect(() => {
    const client = createClient(testContract, options);
    return () => client.close();
  }, [options]);
  return null;
}

describe('a client that is ended while its token is under way', () => {
  it('opens no connection, neither under StrictMode nor on unmount', async () => {
    const { server, settled } = await setup({ getToken: () => null });
    await settled();
    const answers: ((token: string) => void)[] = [];
    const options: ClientOptions = {
      url: server.url,
      getToken: () => new Promise((resolve) => answers.push(resolve)),
      channel: null,
      socketOptions: { transports: ['websocket'] },
    };
    const { unmount } = render(
      <StrictMode>
        <OwnClient options={options} />
      </StrictMode>,
    );
    await eventually(() => expect(answers).toHaveLength(2));
    answers[0]?.('of the mount that StrictMode undid');
    answers[1]?.('of the mount that stays');
    await eventually(() => expect(server.handshakes).toEqual([null, 'of the mount that stays']));
    unmount();
    await eventually(() => expect(server.sockets()).toHaveLength(1));

    const { unmount: leave } = render(<OwnClient options={options} />);
    await eventually(() => expect(answers).toHaveLength(3));
    leave();
    answers[2]?.('of nobody');
    await settled();
    expect(server.transports()).toBe(2);
  });
});

function Like({ timeoutMs }: { readonly timeoutMs?: number }) {
  const [likes, setLikes] = useState(0);
  const { send, pending, error } = useRequest('like', {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    optimistic: () => {
      setLikes(likes + 1);
      return likes;
    },
    rollback: (before) => setLikes(before),
    onSuccess: (output) => setLikes(output.likes),
  });
  return (
    <button onClick={() => void send({ postId: 'p1' })}>
      {likes} {pending ? 'pending' : 'done'} {error?.code ?? 'fine'}
    </button>
  );
}

describe('useRequest', () => {
  it('shows the optimistic value, then what the server says', async () => {
    const { server, client } = await setup();
    let reply = () => {};
    server.answer = () => null;
    render(
      <RoomkeyProvider client={client}>
        <Like />
      </RoomkeyProvider>,
    );
    await eventually(() => expect(client.socket.get()).not.toBeNull());
    server.sockets()[0]?.on('like', (_payload: unknown, ack: (answer: unknown) => void) => {
      reply = () => ack({ ok: true, data: { likes: 8 } });
    });
    act(() => screen.getByRole('button').click());
    expect(screen.getByRole('button').textContent).toBe('1 pending fine');
    await eventually(() => expect(server.of('like')).toHaveLength(1));
    reply();
    await screen.findByText('8 done fine');
  });

  it('takes the optimistic value back on refusal', async () => {
    const { server, client } = await setup();
    server.answer = () => denial(new RoomkeyError('forbidden'));
    render(
      <RoomkeyProvider client={client}>
        <Like />
      </RoomkeyProvider>,
    );
    act(() => screen.getByRole('button').click());
    expect(screen.getByRole('button').textContent).toBe('1 pending fine');
    await screen.findByText('0 done forbidden');
  });

  it('is refused when the identity changes before the answer', async () => {
    const { server, client } = await setup();
    server.answer = () => null;
    render(
      <RoomkeyProvider client={client}>
        <Like />
      </RoomkeyProvider>,
    );
    act(() => screen.getByRole('button').click());
    await eventually(() => expect(server.of('like')).toHaveLength(1));
    server.handshake = (token) => (token === 'token-1' ? signedIn(ada) : notSignedIn());
    act(() => client.identityChanged());
    await screen.findByText('0 done identity_mismatch');
    await eventually(() => expect(server.handshakes).toHaveLength(2));
    expect(server.of('like')).toHaveLength(1);
  });

  it('is settled when its component is gone', async () => {
    const { server, client } = await setup();
    const onError = vi.spyOn(console, 'error');
    onTestFinished(() => onError.mockRestore());
    const settled = vi.fn<(code: string) => void>();
    const probe: { send?: () => Promise<unknown> } = {};
    function Probe() {
      const request = useRequest('like', { onError: (error) => settled(error.code) });
      useEffect(() => {
        probe.send = () => request.send({ postId: 'p1' });
      });
      return null;
    }
    server.answer = () => denial(new RoomkeyError('not_found'));
    const { unmount } = render(
      <RoomkeyProvider client={client}>
        <Probe />
      </RoomkeyProvider>,
    );
    await eventually(() => expect(client.socket.get()).not.toBeNull());
    const result = probe.send?.();
    unmount();
    expect(await result).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(settled).toHaveBeenCalledWith('not_found');
    expect(onError).not.toHaveBeenCalled();
  });
});
