import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../../../..');
const documents = ['ARCHITECTURE.md', 'SECURITY.md', 'docs/threats.md'];
const everyPage = [
  'README.md',
  'CONTRIBUTING.md',
  ...documents,
  'docs/limits.md',
  'docs/observing.md',
  'docs/sessions.md',
  'docs/performance.md',
  'docs/presence.md',
];

const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8');

/** What the first group of an expression matches, each once. */
const matches = (text: string, expression: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(expression)].map(([, match = '']) => match)),
];

describe.each(documents)('%s', (page) => {
  it('names tests that are there', () => {
    const tests = matches(textOf(page), /`([\w./-]+(?:\.test\.tsx?|\.e2e\.ts))`/g);
    expect(tests.length).toBeGreaterThan(10);
    const places = [repository, join(repository, 'packages/roomkey/test')];
    expect(tests.filter((test) => !places.some((place) => existsSync(join(place, test))))).toEqual([]);
  });
});

describe.each(everyPage)('%s', (page) => {
  it('links to what is there', () => {
    const links = matches(textOf(page), /\]\(((?!https?:)[^)#]+)[^)]*\)/g);
    const broken = links.filter((link) => !existsSync(join(repository, dirname(page), link)));
    expect(broken).toEqual([]);
  });
});
