import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, publish, test } from './support/fixtures.ts';

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const WIDTHS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
const SCHEMES = ['light', 'dark'] as const;

test('pictures of the main pages, for a person to look at', async ({ people }) => {
  test.setTimeout(120_000);
  const ada = await people.member('Ada Lovelace');
  const bob = await people.member('Bob Noyce');
  await ada.page.goto('/');
  await publish(
    ada.page,
    'A note on looms',
    'The engine weaves algebraic patterns.\n\nJust as the loom weaves flowers.',
  );
  const path = await publish(
    ada.page,
    'What a machine may be asked',
    'A first paragraph.\n\nAnd a second one.',
  );
  await bob.page.goto(path);
  await bob.page.getByLabel('Write a comment').fill('May it be asked to forget?');
  await bob.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await bob.page.getByRole('button', { name: 'Like' }).click();
  await expect(bob.page.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'true');
  const eve = await people.visitor();

  const pages: readonly (readonly [string, Page, string])[] = [
    ['feed', ada.page, '/'],
    ['post', ada.page, path],
    ['compose', ada.page, '/new'],
    ['post-anonymous', eve.page, path],
    ['log-in', eve.page, '/login'],
    ['sign-up', eve.page, '/signup'],
    ['not-found', eve.page, '/nowhere'],
  ];
  for (const [name, page, address] of pages) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    for (const [device, viewport] of Object.entries(WIDTHS)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: `${FOLDER}${name}-${device}-${colorScheme}.png`,
          fullPage: true,
          animations: 'disabled',
        });
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} is wider than ${device}`).toBeLessThanOrEqual(0);
    }
  }
});
