import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { announceLogOut, onLogOut } from './log-out-channel.ts';
import type { LogOutNews } from './log-out-channel.ts';

function listen() {
  const heard = vi.fn<(news: LogOutNews) => void>();
  const stop = onLogOut(heard);
  onTestFinished(stop);
  return { heard, stop };
}

/** What another script of this origin could put on the channel. */
function say(message: unknown): void {
  const channel = new BroadcastChannel('board:log-out');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  channel.postMessage(message);
  channel.close();
}

describe('a log-out', () => {
  it('is told to every tab, this one included, and in order', async () => {
    const tabs = [listen(), listen(), listen()];
    announceLogOut('begun');
    announceLogOut('failed');
    for (const { heard } of tabs) await expect.poll(() => heard.mock.calls).toEqual([['begun'], ['failed']]);
  });

  it('is no news to a tab that has stopped listening', async () => {
    const [gone, here] = [listen(), listen()];
    gone.stop();
    announceLogOut('begun');
    await expect.poll(() => here.heard.mock.calls).toEqual([['begun']]);
    expect(gone.heard).not.toHaveBeenCalled();
  });

  it('is nothing else that is said on the channel', async () => {
    const { heard } = listen();
    for (const message of ['done', null, { news: 'begun' }, ['begun']]) say(message);
    announceLogOut('failed');
    await expect.poll(() => heard.mock.calls).toEqual([['failed']]);
  });

  it('holds nothing but that', async () => {
    const messages: unknown[] = [];
    const channel = new BroadcastChannel('board:log-out');
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => messages.push(data));
    onTestFinished(() => channel.close());
    announceLogOut('begun');
    await expect.poll(() => messages).toEqual(['begun']);
  });
});
