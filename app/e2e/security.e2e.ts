import type { Page } from '@playwright/test';
import {
  expect,
  expectSignedInAs,
  expectSignedOut,
  logIn,
  logOut,
  publish,
  signUp,
  test,
} from './support/fixtures.ts';
import { expectToFit, HOSTILE_TEXTS, readsOnwards, watchForEffects } from './support/hostile.ts';
import { collectSecrets, readExposed, recordMessages } from './support/secrets.ts';

const PHONE = { width: 390, height: 844 };

test.use({ settings: { ACCESS_TOKEN_TTL: '6' } });

test('tokens and sessions are nowhere that another script, tab or reader could look', async ({ people }) => {
  const { page, context } = await people.visitor();
  const secrets = collectSecrets(context);
  const said = await recordMessages(context);
  const addresses: string[] = [];
  context.on('request', (request) => addresses.push(request.url()));

  await signUp(page, 'Ada');
  const path = await publish(page, 'On keeping');
  const tab = await context.newPage();
  tab.on('websocket', (socket) => addresses.push(socket.url()));
  await tab.goto(path);
  await expectSignedInAs(tab, 'Ada');
  const cookies = await context.cookies();
  // The tabs agree about who renews the token of both.
  await expect.poll(async () => (await secrets.tokens()).length, { timeout: 20_000 }).toBeGreaterThan(3);

  const exposed = [await readExposed(page), await readExposed(tab)];
  await logOut(page, 'Ada');
  await expectSignedOut(tab);
  exposed.push(await readExposed(page), await readExposed(tab));

  expect(said.join(), 'the tabs have spoken').toContain('roll-call');
  expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: 'Strict' },
  ]);
  const searched = JSON.stringify([exposed, said, addresses]);
  const values = cookies.flatMap(({ value }) => [value, decodeURIComponent(value)]);
  for (const secret of [...(await secrets.tokens()), ...values]) expect(searched).not.toContain(secret);
  expect(searched, 'no other token either').not.toContain('eyJ');
  for (const { localStorage, sessionStorage, databases, caches, cookie } of exposed)
    expect([localStorage, sessionStorage, databases, caches, cookie]).toEqual(['{}', '{}', '[]', '[]', '']);
});

/** As an own script would; what the server refuses is none of the browser's business. */
async function setImage(page: Page, image: string): Promise<void> {
  const { origin } = new URL(page.url());
  await page.request.post('/api/auth/update-user', { headers: { origin }, data: { image } });
}

for (const [what, text] of Object.entries(HOSTILE_TEXTS)) {
  test(`${what} is text, wherever somebody writes it`, async ({ people }) => {
    const author = await people.visitor();
    const reader = await people.visitor();
    await signUp(author.page, text);
    await signUp(reader.page, `Reader of ${what}`);
    for (const { page } of [author, reader]) await page.setViewportSize(PHONE);
    const effects = [watchForEffects(author), watchForEffects(reader)];
    for (const image of [text, 'https://elsewhere.example/x']) await setImage(author.page, image);

    const path = await publish(author.page, text, text);
    await reader.page.goto(path);
    await expect(reader.page.getByRole('heading', { level: 1 })).toHaveText(text);
    await author.page.getByLabel('Write a comment').pressSequentially(text.slice(0, 2));
    await expect(reader.page.getByLabel('Typing')).toHaveText(`${text} is typing`);
    expect(await readsOnwards(reader.page, 'Typing')).toBe(true);
    await expectToFit(reader.page);
    await author.page.getByLabel('Write a comment').fill(text);
    await author.page.getByRole('button', { name: 'Comment', exact: true }).click();
    const lists = reader.page.getByRole('list', { name: /comments/i });
    const comment = lists.getByRole('listitem').filter({ hasText: text });
    await expect(comment.getByText(text, { exact: true })).toHaveCount(2);
    await expectToFit(reader.page);

    await reader.page.goto('/');
    await expect(reader.page.getByRole('link', { name: text, exact: true })).toBeVisible();
    await expectToFit(reader.page);
    await author.page.getByRole('button', { name: `Account menu, ${text}` }).click();
    await expect(author.page.getByRole('menuitem', { name: 'Log out' })).toBeVisible();
    await expectToFit(author.page);

    for (const { page } of [author, reader]) await expect(page.locator('img, main script')).toHaveCount(0);
    for (const seen of effects) expect(seen()).toEqual([]);
  });
}

test('an address that somebody sent leads back to the board only', async ({ people }) => {
  await people.member('Ada5');
  for (const next of ['javascript:alert(1)', '//elsewhere.example', 'https://elsewhere.example/']) {
    const visitor = await people.visitor();
    await visitor.page.goto(`/login?next=${encodeURIComponent(next)}`);
    const effects = watchForEffects(visitor);
    await logIn(visitor.page, 'Ada5');
    expect(new URL(visitor.page.url()).pathname).toBe('/');
    expect(effects()).toEqual([]);
  }
});
