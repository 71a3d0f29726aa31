import {
  expect,
  expectSignedInAs,
  expectSignedOut,
  logIn,
  logOut,
  publish,
  test,
} from './support/fixtures.ts';

const likes = (count: number): RegExp => new RegExp(`^${count} likes?$`);

test('two people and a visitor meet on a post', async ({ people }) => {
  const ada = await people.member('Ada');
  const bob = await people.member('Bob');
  const eve = await people.visitor();
  const path = await publish(ada.page, 'On looms');
  await bob.page.goto(path);
  await eve.page.goto(path);
  for (const { page } of [bob, eve])
    await expect(page.getByRole('heading', { name: 'On looms' })).toBeVisible();

  await test.step('a like is seen live by the others', async () => {
    await bob.page.getByRole('button', { name: 'Like' }).click();
    await expect(bob.page.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'true');
    for (const { page } of [ada, bob, eve]) await expect(page.getByText(likes(1))).toBeVisible();
    await bob.page.getByRole('button', { name: 'Like' }).click();
    for (const { page } of [ada, bob, eve]) await expect(page.getByText(likes(0))).toBeVisible();
  });

  await test.step('who is typing is seen with the right name, by those who take part', async () => {
    await bob.page.getByLabel('Write a comment').pressSequentially('The shuttle');
    await expect(ada.page.getByText('Bob is typing')).toBeVisible();
    await expect(bob.page.getByText('Bob is typing')).toHaveCount(0);
    await expect(eve.page.getByText('Bob is typing')).toHaveCount(0);
  });

  await test.step('a comment arrives live, and only once', async () => {
    await bob.page.getByRole('button', { name: 'Comment', exact: true }).click();
    for (const { page } of [ada, bob, eve])
      await expect(page.getByText('The shuttle', { exact: true })).toHaveCount(1);
    await expect(bob.page.getByLabel('Write a comment')).toHaveValue('');
    await expect(ada.page.getByText('Bob is typing')).toHaveCount(0);
  });

  await test.step('views are counted once per visitor', async () => {
    await expect(ada.page.getByText(/^3 views$/)).toBeVisible();
    await eve.page.reload();
    await expect(eve.page.getByText(/^3 views$/)).toBeVisible();
  });
});

test('a visitor is led to log in where a refusal says so, and back', async ({ people }) => {
  const ada = await people.member('Ada2');
  await people.member('Bob2');
  const path = await publish(ada.page, 'On punched cards');
  const eve = await people.visitor();
  await eve.page.goto(path);
  await eve.page.getByRole('button', { name: 'Like' }).click();
  await expect(
    eve.page
      .getByText('Login to like posts')
      .or(eve.page.getByRole('heading', { name: 'Log in' }))
      .first(),
  ).toBeVisible();
  await expect(eve.page.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'false');
  await expect(ada.page.getByText(likes(0))).toBeVisible();
  await logIn(eve.page, 'Bob2');
  await expect(eve.page.getByRole('heading', { name: 'On punched cards' })).toBeVisible();
  await eve.page.getByRole('button', { name: 'Like' }).click();
  await expect(ada.page.getByText(likes(1))).toBeVisible();
});

test('logging out and in as another happens without a reload, in every tab', async ({ people }) => {
  await people.member('Bob3');
  const ada = await people.member('Ada3');
  const path = await publish(ada.page, 'On switching');
  const tab = await ada.context.newPage();
  await tab.goto(path);
  await expectSignedInAs(tab, 'Ada3');
  await tab.getByRole('button', { name: 'Like' }).click();
  await expect(ada.page.getByRole('button', { name: 'Like' })).toBeVisible();

  const loads: string[] = [];
  for (const page of [ada.page, tab]) page.on('load', () => loads.push(page.url()));

  await logOut(ada.page, 'Ada3');
  await expectSignedOut(tab);
  await expect(tab.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'false');

  await logIn(ada.page, 'Bob3');
  await expectSignedInAs(tab, 'Bob3');
  await expect(tab.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'false');
  await tab.getByRole('button', { name: 'Like' }).click();
  await expect(tab.getByText(likes(2))).toBeVisible();

  await tab.getByLabel('Write a comment').fill('As Bob');
  await tab.getByRole('button', { name: 'Comment', exact: true }).click();
  const comment = tab.getByRole('listitem').filter({ hasText: 'As Bob' });
  await expect(comment).toContainText('Bob3');
  expect(loads).toEqual([]);
});
