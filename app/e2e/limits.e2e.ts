import { expect, publish, signUp, test } from './support/fixtures.ts';
import { tapWire } from './support/wire.ts';

test('who writes too fast keeps the text, and is told when to go on', async ({ people }) => {
  const { page } = await people.member('Ada');
  await publish(page, 'On haste');
  const field = page.getByLabel('Write a comment');
  const write = page.getByRole('button', { name: 'Comment', exact: true });
  const told = page.getByText(/^That was a little fast\. Try again in \d+ seconds?\.$/);
  const thoughts = Array.from({ length: 30 }, (_, index) => `Thought number ${index}.`);

  let refused = '';
  for (const thought of thoughts) {
    await field.fill(thought);
    await write.click();
    await expect.poll(async () => (await field.inputValue()) === '' || (await told.isVisible())).toBe(true);
    if ((await field.inputValue()) === '') continue;
    refused = thought;
    break;
  }
  expect(refused).not.toBe('');
  await expect(field).toHaveValue(refused);
  await expect(page.getByText(refused, { exact: true }).and(page.locator('li p'))).toHaveCount(0);

  await expect(async () => {
    await write.click();
    await expect(field).toHaveValue('', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByRole('listitem').filter({ hasText: refused })).toHaveCount(1);
});

test('a like that is refused for haste goes out again, and the next one counts', async ({ people }) => {
  const { page } = await people.visitor();
  const wire = await tapWire(page);
  await signUp(page, 'Ada2');
  await publish(page, 'On hearts');
  const like = page.getByRole('button', { name: 'Like' });
  await wire.opened;
  wire.refuseNext('like-post', { code: 'rate_limited', retryAfterMs: 200 });
  await like.click();
  await expect(page.getByText('That was a little fast. Try again in 1 second.')).toBeVisible();
  await expect(like).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByText(/^0 likes$/)).toBeVisible();
  await like.click();
  await expect(page.getByText(/^1 like$/)).toBeVisible();
  await expect(like).toHaveAttribute('aria-pressed', 'true');
});

test('a like whose answer got lost counts once', async ({ people }) => {
  const { page } = await people.visitor();
  const wire = await tapWire(page);
  await signUp(page, 'Ada3');
  await publish(page, 'On lost answers');
  const like = page.getByRole('button', { name: 'Like' });
  await wire.opened;
  wire.loseNextAnswer('like-post');
  await like.click();
  await expect(page.getByText(/^1 like$/)).toBeVisible();
  await expect(like).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(page.getByText(/^1 like$/)).toBeVisible();
  await expect(like).toHaveAttribute('aria-pressed', 'true');
});

test('a comment whose answer got lost is sent again by itself, and is there once', async ({ people }) => {
  const { page } = await people.visitor();
  const wire = await tapWire(page);
  await signUp(page, 'Ada4');
  await publish(page, 'On sending again');
  await wire.opened;
  wire.loseNextAnswer('comment-post');
  const field = page.getByLabel('Write a comment');
  await field.fill('Only once');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(field).toHaveValue('');
  await expect(page.getByRole('listitem').filter({ hasText: 'Only once' })).toHaveCount(1);
  await expect(page.getByText('Temporarily unavailable')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'Only once' })).toHaveCount(1);
});
