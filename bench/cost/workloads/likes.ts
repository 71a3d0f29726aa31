import { POST_ID } from '../application/board.ts';
import { ask, numberIn } from '../load/link.ts';
import type { Link } from '../load/link.ts';
import { BARE, LESSON, PLAIN_DELIVERY, ROOMKEY, withVariant } from '../subjects/catalogue.ts';
import type { CreateWorkload, Part } from '../workload.ts';
import { startRow, subjectOf } from './subject-rows.ts';
import type { Station } from './subject-rows.ts';

const SUBJECTS = withVariant('plain');
const ROWS: readonly string[] = [LESSON, BARE, ROOMKEY, PLAIN_DELIVERY];
const WATCHERS = 500;
const LIKES = 400;
const MS_TO_US = 1000;
const POST = { postId: POST_ID };

/** A post that many watch becomes popular at once. */
export const likes: CreateWorkload = ({ size, issuer }) => ({
  name: 'likes',
  title: `${LIKES} likes at once on a post that ${WATCHERS} watch`,
  metrics: {
    cpu: { label: 'server CPU for one like', unit: 'µs' },
    heard: { label: 'messages that a watcher gets', unit: '' },
    done: { label: 'from the first like until all watchers have the last count', unit: 'ms' },
    late: { label: 'from the last answer until then', unit: 'ms' },
  },
  baseline: LESSON,
  rows: ROWS,
  without: Object.fromEntries(
    SUBJECTS.filter(({ name }) => !ROWS.includes(name)).map(({ name }) => [
      name,
      'sends one message for each like and watcher, as in Delivery',
    ]),
  ),
  rounds: size === 'full' ? 3 : 1,
  parts: size === 'full' ? 4 : 2,
  start: (row) =>
    startRow(subjectOf(SUBJECTS, row), issuer, async (station) => {
      const tokens = await station.mint(WATCHERS);
      const links = await station.open(tokens, (link) => ask(link, 'join-post', POST));
      await burst(links);
      return () => measure(station, links);
    }),
});

async function measure(station: Station, links: readonly Link[]): Promise<Part> {
  let burstPart: Part = {};
  const cpu = await station.cpuDuring(async () => {
    burstPart = await burst(links);
  });
  return { ...burstPart, cpu: (cpu * MS_TO_US) / LIKES };
}

/** Each of the first 400 likes once; over when everybody has seen the greatest count that anybody has seen. */
function burst(links: readonly Link[]): Promise<Part> {
  const startedAt = performance.now();
  const newest = links.map(() => 0);
  let answered = 0;
  let messages = 0;
  let answeredAt = 0;
  return new Promise((resolve) => {
    const settle = (): void => {
      const last = Math.max(...newest);
      if (answered < LIKES || last % LIKES !== 0 || newest.some((count) => count !== last)) return;
      const now = performance.now();
      resolve({
        heard: messages / links.length,
        done: now - startedAt,
        late: Math.max(0, now - answeredAt),
      });
    };
    links.forEach((link, index) => {
      link.onEvent = (text) => {
        const count = numberIn(text, 'likeCount');
        messages += 1;
        newest[index] = count;
        if (count % LIKES === 0) settle();
      };
    });
    for (const link of links.slice(0, LIKES)) {
      link.request('like-post', POST, () => {
        answered += 1;
        answeredAt = performance.now();
        if (answered === LIKES) settle();
      });
    }
  });
}
