import { expect, it } from 'vitest';
import { createSharedTexts } from './shared-texts.ts';

it('gives back what it was given, however many and long the texts are', () => {
  const share = createSharedTexts();
  for (let index = 0; index < 5_000; index += 1) expect(share(`text-${index}`)).toBe(`text-${index}`);
  const long = 'x'.repeat(100_000);
  expect(share(long)).toBe(long);
});

it.each(['', '__proto__', 'constructor'])('shares any text, also %j', (text) => {
  const share = createSharedTexts();
  expect([share(text), share(text)]).toEqual([text, text]);
});
