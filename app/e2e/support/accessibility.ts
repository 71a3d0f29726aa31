import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';

const GRAVE: readonly unknown[] = ['serious', 'critical'];

/** Hidden elements that take the focus only to hand it on, which keeps it inside an open menu or dialog. */
const FOCUS_GUARDS = '[data-base-ui-focus-guard]';

/** What axe finds grave on the page of now, each as its rule and the elements that break it. */
export async function auditAccessibility(page: Page): Promise<readonly string[]> {
  // As a value of the page rather than a script in it, which the page's policy would refuse.
  const { violations } = await page.evaluate<AxeResults>(
    `${axe.source}\naxe.run({ exclude: ['${FOCUS_GUARDS}'] })`,
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}
