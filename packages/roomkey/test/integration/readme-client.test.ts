// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startReadmeServer } from '../fixtures/readme-server.ts';
import type { ReadmeServer } from '../fixtures/readme-server.ts';

const soon = { timeout: 5000 };
let server: ReadmeServer;
let signedIn: string | null;

beforeAll(async () => {
  server = await startReadmeServer();
  window.location.href = server.url;
  // The token service is the reader's.
  vi.stubGlobal('fetch', async () =>
    signedIn === null ? new Response('', { status: 401 }) : new Response(await server.sign(signedIn)),
  );
}, 30_000);
afterEach(cleanup);
afterAll(() => server[Symbol.asyncDispose]());

/** The page, loaded anew: its client is made when its module is. */
async function open(userId: string | null): Promise<void> {
  signedIn = userId;
  vi.resetModules();
  const { App } = await import('../../../../examples/minimal/client.tsx');
  render(createElement(App));
}

describe('the page of the README', { timeout: 20_000 }, () => {
  it('likes', async () => {
    await open('ada');
    const button = await screen.findByText('ada likes it (0)', {}, soon);
    await vi.waitFor(() => expect(button).toHaveProperty('disabled', false), soon);
    fireEvent.click(button);
    expect(await screen.findByText('ada likes it (1)', {}, soon)).toBe(button);
  });

  it('says what the server refuses', async () => {
    await open(null);
    expect(await screen.findByText('Authentication required', {}, soon)).toBeTruthy();
  });
});
