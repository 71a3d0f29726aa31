import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Result {
  readonly name: string;
  readonly rows: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly lowerQuartile: number; readonly ratio: number | null }>>
    >
  >;
}

const repository = join(import.meta.dirname, '../../../..');
const page = readFileSync(join(repository, 'docs/performance.md'), 'utf8');
const report: { readonly results: readonly Result[] } = JSON.parse(
  readFileSync(join(repository, 'bench/results/latest.json'), 'utf8'),
);

function figure(workload: string, row: string, metric: string): { lowerQuartile: number; ratio: number } {
  const cell = report.results.find(({ name }) => name === workload)?.rows[row]?.[metric];
  if (cell === undefined) throw new Error(`The report has no ${metric} of ${row} in ${workload}.`);
  return { lowerQuartile: cell.lowerQuartile, ratio: cell.ratio ?? 1 };
}

const ratios = (workload: string, metric: string): string =>
  ['ws', "the lesson's way", 'Roomkey']
    .map((row) => figure(workload, row, metric).ratio.toFixed(2))
    .join(' | ');

it.each([
  ['handshake, a new token', 'handshake', 'cpu'],
  ['handshake, token seen within the minute', 'handshake-again', 'cpu'],
  ['request and answer', 'request', 'cpu'],
  ['delivery to 500, one event in flight', 'delivery', 'cpu1'],
  ['delivery to 500, 4 in flight', 'delivery', 'cpu4'],
  ['delivery to 500, 16 in flight', 'delivery', 'cpu16'],
  ['heap of an idle connection', 'memory', 'heap'],
])('docs/performance.md quotes the kept run: %s', (label, workload, metric) => {
  expect(page.replaceAll(/ +/g, ' ')).toContain(`| ${label} | ${ratios(workload, metric)} |`);
});

it('docs/performance.md quotes the kept run in its sentences', () => {
  const likes = figure('likes', 'Roomkey', 'cpu').ratio.toFixed(2);
  const queries = Math.round(figure('reconnect', 'Roomkey (batched loader)', 'queries').lowerQuartile);
  const hot = figure('like-post', '100,000 likes', 'cpu').ratio.toFixed(2);
  const bytes = Math.round(
    figure('memory', 'Socket.IO', 'heap').lowerQuartile - figure('memory', 'Roomkey', 'heap').lowerQuartile,
  );
  expect(page).toContain(`${likes} of the lesson's way`);
  expect(page).toContain(`${queries} queries`);
  expect(page).toContain(`${hot} of what it costs`);
  expect(page).toContain(`${bytes.toLocaleString('en')} bytes lighter`);
});
