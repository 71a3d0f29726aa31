import type { Page } from '@playwright/test';
import { takeTabOffline, watchText } from './support/browser.ts';
import { expect, publish, signUp, test } from './support/fixtures.ts';
import { tapWire } from './support/wire.ts';

const status = (page: Page) => page.getByRole('status', { name: 'Connection' });
const like = (page: Page) => page.getByRole('button', { name: 'Like' });
const comments = (page: Page) => page.getByRole('list', { name: /comments/i }).getByRole('listitem');

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Write a comment').fill(text);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

async function expectComments(page: Page, ...texts: readonly string[]): Promise<void> {
  await expect(comments(page)).toContainText(texts);
  await expect(comments(page)).toHaveCount(texts.length);
}

test('a page whose network is gone for a while shows what it missed, once and in order', async ({
  people,
}) => {
  const ada = await people.member('Ada');
  const bob = await people.member('Bob');
  const path = await publish(ada.page, 'On absence');
  await bob.page.goto(path);
  await write(bob.page, 'Before');
  await expectComments(ada.page, 'Before');

  const goOnline = await takeTabOffline(ada.page);
  await write(bob.page, 'First');
  await expectComments(bob.page, 'Before', 'First');
  await write(bob.page, 'Second');
  await like(bob.page).click();
  await expectComments(bob.page, 'Before', 'First', 'Second');
  await expect(ada.page.getByText('First', { exact: true })).toHaveCount(0);
  await goOnline();

  await expectComments(ada.page, 'Before', 'First', 'Second');
  await expect(ada.page.getByText(/^1 like$/)).toBeVisible();
  await write(bob.page, 'After');
  await expectComments(ada.page, 'Before', 'First', 'Second', 'After');
});

test('what is asked while the server is lost is done when it is back, once', async ({ people, board }) => {
  const ada = await people.member('Ada2');
  const bob = await people.member('Bob2');
  const eve = await people.visitor();
  const path = await publish(ada.page, 'On falling over');
  for (const { page } of [bob, eve]) await page.goto(path);
  await write(bob.page, 'Before');
  for (const { page } of [ada, bob, eve]) await expectComments(page, 'Before');

  await board.kill();
  await like(ada.page).click();
  await expect(ada.page.getByText(/^1 like$/)).toBeVisible();
  await write(bob.page, 'Meanwhile');
  await board.restart();

  for (const { page } of [ada, bob, eve]) {
    // Whoever tried in vain while it started waits longer each time.
    await expect(status(page)).toHaveText('Live', { timeout: 30_000 });
    await expectComments(page, 'Before', 'Meanwhile');
    await expect(page.getByText(/^1 like$/)).toBeVisible();
  }
  await expect(like(ada.page)).toHaveAttribute('aria-pressed', 'true');
  await expect(bob.page.getByLabel('Write a comment')).toHaveValue('');
});

test('a break that is soon over is not shown', async ({ people }) => {
  const { page } = await people.visitor();
  const wire = await tapWire(page);
  await signUp(page, 'Ada3');
  await publish(page, 'On blinking');
  await wire.opened;
  await expect(status(page)).toHaveText('Live');
  const said = await watchText(status(page));
  const again = page.waitForEvent('websocket', { timeout: 5_000 }).catch(() => null);
  wire.cut();
  await write(page, 'Written in the dark');
  await expectComments(page, 'Written in the dark');
  await again;
  expect(new Set(await said())).toEqual(new Set(['Live']));
});
