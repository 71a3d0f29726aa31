import type { Page } from '@playwright/test';
import { freezeTab, takeTabOffline, watchForSignedOut } from './support/browser.ts';
import {
  expect,
  expectSignedInAs,
  expectSignedOut,
  logIn,
  logOut,
  publish,
  test,
} from './support/fixtures.ts';

const LIFETIME_SEC = 6;

test.use({ settings: { ACCESS_TOKEN_TTL: String(LIFETIME_SEC) } });

const like = (page: Page) => page.getByRole('button', { name: 'Like' });
const status = (page: Page) => page.getByRole('status', { name: 'Connection' });

test('five tabs outlive three tokens with one request for each, and nobody notices', async ({ people }) => {
  const ada = await people.member('Ada');
  const path = await publish(ada.page, 'On lasting');
  const tabs = [ada.page];
  while (tabs.length < 5) {
    const tab = await ada.context.newPage();
    await tab.goto(path);
    await expectSignedInAs(tab, 'Ada');
    tabs.push(tab);
  }
  const flashes = await Promise.all(tabs.map(watchForSignedOut));
  const sockets: string[] = [];
  for (const tab of tabs) tab.on('websocket', (socket) => sockets.push(socket.url()));
  const asked: number[] = [];
  ada.context.on('request', (request) => {
    if (request.url().endsWith('/api/auth/token')) asked.push(Date.now());
  });

  await expect.poll(() => asked.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? at));
  // A renewal is due after three quarters of a lifetime at the earliest: less than half means that two tabs asked.
  for (const gap of gaps) expect(gap).toBeGreaterThan((LIFETIME_SEC * 1000) / 2);
  for (const flashed of flashes) expect(await flashed()).toBe(false);
  expect(sockets).toEqual([]);
  for (const tab of tabs) await expect(status(tab)).toHaveText('Live');
  await like(tabs[2] ?? ada.page).click();
  for (const tab of tabs) await expect(tab.getByText(/^1 like$/)).toBeVisible();
});

test('a tab that slept past the end of its token wakes signed in', async ({ people }) => {
  const ada = await people.member('Ada2');
  await publish(ada.page, 'On sleeping');
  const flashed = await watchForSignedOut(ada.page);
  const wake = await freezeTab(ada.page);
  const other = await people.visitor();
  await other.page.goto('/');
  // Time has to pass for real: the server's clock decides when the token is over.
  const over = Date.now() + LIFETIME_SEC * 2000;
  await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(over);
  await wake();
  await like(ada.page).click();
  await expect(like(ada.page)).toHaveAttribute('aria-pressed', 'true');
  await expect(ada.page.getByText(/^1 like$/)).toBeVisible();
  await expectSignedInAs(ada.page, 'Ada2');
  expect(await flashed()).toBe(false);
});

test('what was asked offline as one user is never sent as the next', async ({ people }) => {
  await people.member('Bob3');
  const ada = await people.member('Ada3');
  const path = await publish(ada.page, 'On leaving');
  const tab = await ada.context.newPage();
  await tab.goto(path);
  await expectSignedInAs(tab, 'Ada3');

  const goOnline = await takeTabOffline(tab);
  await expect(status(tab)).not.toHaveText('Live', { timeout: 60_000 });
  await like(tab).click();
  await logOut(ada.page, 'Ada3');
  await logIn(ada.page, 'Bob3');
  await goOnline();

  await expectSignedInAs(tab, 'Bob3');
  await expect(like(tab)).toHaveAttribute('aria-pressed', 'false');
  await expect(status(tab)).toHaveText('Live');
  await ada.page.goto(path);
  await expect(ada.page.getByText(/^0 likes$/)).toBeVisible();
  await expect(tab.getByText(/^0 likes$/)).toBeVisible();
});

test('a device that is signed out from another shows it at once, and says why', async ({ people }) => {
  const ada = await people.member('Ada4');
  const path = await publish(ada.page, 'On devices');
  const phone = await people.visitor();
  await phone.page.goto(path);
  await logIn(phone.page, 'Ada4');
  await expect(status(phone.page)).toHaveText('Live');

  await ada.page.goto('/devices');
  await expect(ada.page.getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible();
  await expect(ada.page.getByText('This device')).toHaveCount(1);
  const told = expect(phone.page.getByRole('alert').filter({ hasText: 'signed out' })).toBeVisible({
    timeout: 5000,
  });
  await ada.page
    .getByRole('button', { name: /^Sign out (?!all)/ })
    .first()
    .click();
  await told;
  await expectSignedOut(phone.page);
  // Watching what is public goes on.
  await expect(phone.page.getByRole('heading', { name: 'On devices' })).toBeVisible();
  await expect(status(phone.page)).toHaveText('Live');
  await expectSignedInAs(ada.page, 'Ada4');
});

test('a person who is blocked from a post leaves it at once', async ({ people }) => {
  const ada = await people.member('Ada5');
  const bob = await people.member('Bob5');
  const path = await publish(ada.page, 'On limits');
  await bob.page.goto(path);
  await bob.page.getByLabel('Write a comment').fill('Too far');
  await bob.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(ada.page.getByText('Too far', { exact: true })).toBeVisible();
  await ada.page.getByRole('button', { name: /^Block Bob5/ }).click();
  await expect(bob.page.getByRole('heading', { name: 'On limits' })).toHaveCount(0);
  await expect(bob.page.getByText('Too far')).toHaveCount(0);
  await bob.page.goto(path);
  await expect(bob.page.getByRole('heading', { name: 'There is no such post' })).toBeVisible();
});
