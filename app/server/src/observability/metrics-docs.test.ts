import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const page = new URL('../../../../docs/observability.md', import.meta.url);
const OURS = /^(roomkey|http|database)_/;

it('the page on observability lists every metric, its type and labels, as they are', async () => {
  const { registry } = createMetrics({
    connections: () => ({ authenticated: 0, anonymous: 0 }),
    pool: { totalCount: 0, idleCount: 0, waitingCount: 0 },
  });
  const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)]));
  const rows = registry.getMetricsAsArray().map((metric) => {
    const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
    return [metric.name, types.get(metric.name), labels.join(', '), metric.help];
  });
  const text = await readFile(page, 'utf8');
  const listed = [...text.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([\w, ]*?) +\| (.*?) +\|$/gm)];
  const expected = rows.filter(([name]) => OURS.test(name ?? ''));
  expect(expected.length).toBeGreaterThan(15);
  expect(listed.map((match) => match.slice(1))).toEqual(expected);
});
