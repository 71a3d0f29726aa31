import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFakeClock } from '../testing/index.ts';
import { createTestClient } from './client.test-util.ts';
import { createTabs } from './tabs.ts';
import { eventually, signedIn, ada } from './wire-server.test-util.ts';

const LIFETIME = 100_000;

function setup(name: string | null = `test-${Math.random()}`) {
  const clock = createFakeClock();
  const open = (id: string | null) => {
    const onIdentityChange = vi.fn<() => void>();
    /** Asked for with every message that arrives. */
    const connectionId = vi.fn<() => string | null>(() => id);
    const tabs = createTabs({ name, clock, onIdentityChange, connectionId });
    onTestFinished(() => tabs.close());
    return { tabs, onIdentityChange, connectionId };
  };
  return { clock, open };
}

describe('tabs', () => {
  it('hear of a change of identity in another, and not of their own', async () => {
    const { open } = setup();
    const [one, two, three] = [open('1'), open('2'), open('3')];
    one.tabs.announceIdentityChange();
    for (const { onIdentityChange } of [two, three])
      await eventually(() => expect(onIdentityChange).toHaveBeenCalledTimes(1));
    expect(one.onIdentityChange).not.toHaveBeenCalled();
  });

  it('call the roll of those that are connected', async () => {
    const { clock, open } = setup();
    const [one] = [open('1'), open('2'), open(null), open('4')];
    const present = one.tabs.rollCall();
    await eventually(() => expect(one.connectionId).toHaveBeenCalledTimes(2));
    clock.advance(100);
    expect((await present).toSorted()).toEqual(['2', '4']);
  });

  it('that were closed hear nothing', async () => {
    const { open } = setup();
    const [one, gone, here] = [open('1'), open('2'), open('3')];
    gone.tabs.close();
    one.tabs.announceIdentityChange();
    await eventually(() => expect(here.onIdentityChange).toHaveBeenCalledTimes(1));
    expect(gone.onIdentityChange).not.toHaveBeenCalled();
  });

  it('without a channel are alone', async () => {
    const { open } = setup(null);
    const { tabs } = open('1');
    tabs.announceIdentityChange();
    expect(await tabs.rollCall()).toEqual([]);
    expect(await tabs.exclusive(async () => undefined)).toBe(true);
  });

  it('never say a token or a user to each other', async () => {
    const channel = `test-${Math.random()}`;
    const said: unknown[] = [];
    const listener = new BroadcastChannel(`roomkey:${channel}`);
    onTestFinished(() => listener.close());
    listener.addEventListener('message', ({ data }: MessageEvent<unknown>) => said.push(data));
    const { server, clock, client, create, getToken, until } = await createTestClient({
      channel,
      autoConnect: false,
    });
    server.handshake = () => signedIn(ada, LIFETIME);
    getToken.mockReturnValue('a-secret-token');
    const other = create();
    for (const tab of [client, other]) tab.connect();
    await until('connected');
    await eventually(() => expect(other.connection.get().status).toBe('connected'));
    clock.advance(LIFETIME * 0.75);
    await eventually(() => {
      clock.advance(10);
      expect(server.of('refresh-session').length).toBeGreaterThan(0);
    });
    client.identityChanged();
    const forms = () => said.map((message) => String(message).replace(/^present:.*/, 'present'));
    await eventually(() =>
      expect(new Set(forms())).toEqual(new Set(['roll-call', 'present', 'identity-changed'])),
    );
    expect(JSON.stringify(said)).not.toMatch(/a-secret-token|u1|Ada/);
  });
});
