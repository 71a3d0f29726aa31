import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import type { Person } from './fixtures.ts';

/** What people may write into their name and everything else, if they want others to see something different. */
export const HOSTILE_TEXTS = {
  'an image with a handler': '<img src=x onerror=alert(1)>',
  'a script': '<script>alert(2)</script>',
  'a javascript address': 'javascript:alert(3)',
  'a text that turns the direction': '\u202Eesrever',
  'a very long word': 'W'.repeat(60),
} as const;

/** Starts to note whether a text did more than to be shown; call the result to read it. */
export function watchForEffects({ page, context }: Person): () => readonly string[] {
  const effects: string[] = [];
  page.on('dialog', (dialog) => {
    effects.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== new URL(page.url()).origin || pathname.endsWith('/x')) effects.push(request.url());
  });
  return () => effects;
}

export async function expectToFit(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Whether the words after a name still stand in their order, whatever the name turns around. */
export function readsOnwards(page: Page, label: string): Promise<boolean> {
  return page.getByLabel(label).evaluate((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let last: Node | null = null;
    while (texts.nextNode() !== null) last = texts.currentNode;
    if (last === null) return false;
    const text = last;
    const leftOf = (index: number): number => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      return range.getBoundingClientRect().left;
    };
    const end = text.textContent?.length ?? 0;
    return leftOf(end - 2) < leftOf(end - 1);
  });
}
