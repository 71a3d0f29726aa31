import { test as base, expect } from '@playwright/test';
import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';
import { startBoard } from './server.ts';
import type { BoardServer } from './server.ts';

/** Somebody with a browser of their own. */
export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
}

export interface People {
  /** A browser that has never been here. */
  visitor(): Promise<Person>;
  /** A browser whose user has just signed up. */
  member(name: string): Promise<Person>;
}

interface TestFixtures {
  readonly people: People;
}

interface WorkerFixtures {
  readonly board: BoardServer;
  /** Environment of the server under test. */
  readonly settings: Readonly<Record<string, string>>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { option: true, scope: 'worker' }],
  board: [
    async ({ settings }, use) => {
      const board = await startBoard(settings);
      await use(board);
      await board.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  people: async ({ browser, board }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];

    const visitor = async (name = 'visitor'): Promise<Person> => {
      const context = await browser.newContext({ baseURL: board.url });
      contexts.push(context);
      context.on('console', (message) => {
        if (message.type() === 'error' && !isExpected(message)) {
          complaints.push(`${name}: ${message.text()} (${message.location().url})`);
        }
      });
      await context.addInitScript(reportPolicyViolations);
      context.on('weberror', (error) => complaints.push(`${name}: ${error.error().message}`));
      return { name, context, page: await context.newPage() };
    };

    await use({
      visitor,
      async member(name) {
        const person = await visitor(name);
        await signUp(person.page, name);
        return person;
      },
    });
    for (const context of contexts) await context.close();
    expect(complaints, 'the browsers complained').toEqual([]);
  },
});

export { expect };

const UNREACHABLE = /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE)/;

/**
 * Lines that the browser itself writes about requests which end as they should: the 401 by which an anonymous
 * reader learns that there is no session, the 404 of a post that is not there, and everything while offline or
 * while there is no server.
 */
function isExpected(message: ConsoleMessage): boolean {
  const { pathname } = new URL(message.location().url, 'http://unknown');
  if (UNREACHABLE.test(message.text())) return true;
  if (message.text().includes('status of 404')) return pathname.startsWith('/api/posts/');
  return message.text().includes('status of 401') && pathname === '/api/auth/token';
}

/** Runs in every page: what the Content-Security-Policy had to refuse is a complaint like any other. */
function reportPolicyViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
    throw new Error(`The page broke its policy: ${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
}

export const PASSWORD = 'correct horse battery';

/** Of this test alone, so that tests share a board without meeting each other. */
const emailOf = (name: string): string =>
  `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@${test.info().testId}.example.com`;

export async function signUp(page: Page, name: string): Promise<void> {
  await page.goto('/signup');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(emailOf(name));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expectSignedInAs(page, name);
}

/** Fills the form of the page one is on, or of the page that leads to it. */
export async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('Email').fill(emailOf(name));
  await page.getByLabel('Password').fill(PASSWORD);
  // A notice elsewhere on the page may offer the same.
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expectSignedInAs(page, name);
}

export async function logOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account menu, ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expectSignedOut(page);
}

export const expectSignedInAs = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole('button', { name: `Account menu, ${name}` })).toBeVisible();

export const expectSignedOut = (page: Page): Promise<void> =>
  expect(page.getByRole('banner').getByRole('link', { name: 'Log in' })).toBeVisible();

/** Writes a post and returns its path. */
export async function publish(page: Page, title: string, body = 'Something worth reading.'): Promise<string> {
  await page.getByRole('link', { name: 'New post' }).first().click();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel(/^(Body|Text)$/).fill(body);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  return new URL(page.url()).pathname;
}
