import { KNOW_NOBODY, LESSON, RECONNECTING } from '../subjects/catalogue.ts';
import type { CreateWorkload, Part } from '../workload.ts';
import { namesOf, startRow, subjectOf } from './subject-rows.ts';
import type { Station } from './subject-rows.ts';

const TABS = 4;
const MS_TO_US = 1000;

/** A server whose clients were all cut off, and all come back. */
export const reconnect: CreateWorkload = ({ size, issuer }) => {
  const users = size === 'full' ? 500 : 125;
  return {
    name: 'reconnect',
    title: `${(users * TABS).toLocaleString('en')} connections of ${users} users come back at once`,
    metrics: {
      queries: { label: 'database queries', unit: '' },
      cpu: { label: 'server CPU for one connection', unit: 'µs' },
    },
    baseline: LESSON,
    rows: namesOf(RECONNECTING),
    without: Object.fromEntries(KNOW_NOBODY.map((name) => [name, 'looks nobody up'])),
    rounds: 1,
    parts: size === 'full' ? 3 : 1,
    start: (row) =>
      startRow(subjectOf(RECONNECTING, row), issuer, async (station) => {
        const each = await station.mint(users);
        const tokens = each.flatMap((token) => Array.from({ length: TABS }, () => token));
        await comeBack(station, tokens);
        return () => comeBack(station, tokens);
      }),
  };
};

async function comeBack(station: Station, tokens: readonly string[]): Promise<Part> {
  const before = await station.server.call('queries');
  const cpu = await station.cpuDuring(async () => {
    await station.close(await station.openAtOnce(tokens));
  });
  return {
    queries: (await station.server.call('queries')) - before,
    cpu: (cpu * MS_TO_US) / tokens.length,
  };
}
