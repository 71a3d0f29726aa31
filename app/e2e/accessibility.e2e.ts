import type { Page } from '@playwright/test';
import { expect, publish, test } from './support/fixtures.ts';
import { auditAccessibility } from './support/accessibility.ts';

const SCHEMES = ['light', 'dark'] as const;

async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await auditAccessibility(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

test('the pages of a visitor can be used by everybody', async ({ people }) => {
  const ada = await people.member('Ada');
  const path = await publish(ada.page, 'On access');
  const { page } = await people.visitor();
  for (const address of ['/', path, '/login', '/signup', '/new', '/nowhere']) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page, address);
  }
  await page.goto('/login');
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByText('This is not an email address.')).toBeVisible();
  await expectAccessible(page, 'a form with errors');
});

test('the pages of a member can be used by everybody', async ({ people }) => {
  const ada = await people.member('Ada2');
  const bob = await people.member('Bob2');
  const path = await publish(ada.page, 'On taking part');
  await bob.page.goto(path);
  await bob.page.getByLabel('Write a comment').fill('A thought');
  await bob.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await bob.page.getByRole('button', { name: 'Like' }).click();
  await bob.page.getByLabel('Write a comment').pressSequentially('And');
  await expect(ada.page.getByText('Bob2 is typing')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: /^Block Bob2/ })).toBeVisible();
  await expectAccessible(ada.page, 'a post of mine');
  await expectAccessible(bob.page, 'a post that I like');

  await ada.page.getByRole('button', { name: 'Account menu, Ada2' }).click();
  await expect(ada.page.getByRole('menuitem', { name: 'Log out' })).toBeVisible();
  await expectAccessible(ada.page, 'the account menu');
  for (const address of ['/', '/new', '/devices']) {
    await ada.page.goto(address);
    await expect(ada.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(ada.page, address);
  }
});
