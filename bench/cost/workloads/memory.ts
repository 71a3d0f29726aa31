import { POST_ID } from '../application/board.ts';
import { ask } from '../load/link.ts';
import { BARE, withVariant } from '../subjects/catalogue.ts';
import type { CreateWorkload } from '../workload.ts';
import { namesOf, startRow, subjectOf } from './subject-rows.ts';
import type { Station } from './subject-rows.ts';

const SUBJECTS = withVariant('plain');
const WARM_UP = 200;

/** What a connection that does nothing keeps on the server. */
export const memory: CreateWorkload = ({ size, issuer }) => {
  const connections = size === 'full' ? 5000 : 600;
  return {
    name: 'memory',
    title: `Memory of ${connections.toLocaleString('en')} idle connections in one room`,
    metrics: {
      heap: { label: 'heap for one, after collection', unit: 'bytes' },
      rss: { label: 'resident set for one', unit: 'bytes' },
    },
    baseline: BARE,
    rows: namesOf(SUBJECTS),
    without: {},
    rounds: size === 'full' ? 2 : 1,
    parts: 1,
    start: (row) =>
      startRow(subjectOf(SUBJECTS, row), issuer, async (station) => {
        // What only the first connections cost (compiled code, pools) is not counted.
        await station.close(await openMembers(station, WARM_UP));
        return async () => {
          const before = await station.server.call('memory');
          const links = await openMembers(station, connections);
          const after = await station.server.call('memory');
          await station.close(links);
          return {
            heap: (after.heap - before.heap) / connections,
            rss: (after.rss - before.rss) / connections,
          };
        };
      }),
  };
};

const openMembers = async (station: Station, count: number) =>
  station.open(await station.mint(count), (link) => ask(link, 'join-post', { postId: POST_ID }));
