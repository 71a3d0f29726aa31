import type { Page } from '@playwright/test';
import { auditAccessibility } from './support/accessibility.ts';
import { watchText } from './support/browser.ts';
import { expect, publish, test } from './support/fixtures.ts';

const here = (page: Page) => page.getByRole('status', { name: 'Here now' });
const people = (page: Page) => page.getByRole('list', { name: 'People here' }).getByRole('listitem');

/** Without what is said twice in a row. */
const changes = (said: readonly string[]): readonly string[] =>
  said.filter((text, index) => text !== said[index - 1]);

test('people see who else is on a post, each once, and visitors as a number', async ({ people: guests }) => {
  const ada = await guests.member('Ada');
  const bob = await guests.member('Bob');
  const eve = await guests.visitor();
  const path = await publish(ada.page, 'On company');
  await expect(here(ada.page)).toHaveText('Only you here');
  const said = await watchText(here(ada.page));

  await bob.page.goto(path);
  await expect(here(ada.page)).toHaveText('2 here');
  const tab = await bob.context.newPage();
  await tab.goto(path);
  await expect(here(tab)).toHaveText('2 here');
  await eve.page.goto(path);
  for (const page of [ada.page, bob.page, tab, eve.page]) await expect(here(page)).toHaveText('3 here');
  await expect(people(ada.page)).toHaveText([/Ada \(you\)$/, /Bob$/]);
  await expect(people(tab)).toHaveText([/Bob \(you\)$/, /Ada$/]);
  await expect(ada.page.getByText('1 visitor')).toBeVisible();
  await expect(eve.page.getByText('1 visitor (you)')).toBeVisible();
  expect(await auditAccessibility(ada.page)).toEqual([]);

  await test.step('a feed is not the post', async () => {
    await eve.page.goto('/');
    await expect(here(ada.page)).toHaveText('2 here');
  });
  await test.step('who closes one of two tabs, or reloads the other, has not left', async () => {
    await bob.page.close();
    await tab.reload();
    await expect(here(tab)).toHaveText('2 here');
    await tab.close();
    await expect(here(ada.page)).toHaveText('Only you here');
  });
  expect(changes(await said())).toEqual(['Only you here', '2 here', '3 here', '2 here', 'Only you here']);
});
