import { POST_ID } from '../application/board.ts';
import { ask } from '../load/link.ts';
import type { Link } from '../load/link.ts';
import { BARE, withVariant } from '../subjects/catalogue.ts';
import type { CreateWorkload } from '../workload.ts';
import { namesOf, startRow, subjectOf } from './subject-rows.ts';

const SUBJECTS = withVariant('plain');
const CLIENTS = 20;
const IN_FLIGHT = 16;
const MS_TO_US = 1000;
/** Where one request takes that much, fewer say the same: the time is better spent on more processes of all rows. */
const SLOW_US = 200;
const FEWER = 10;
const PROBE = 600;
const WARM_UPS = 3;
const NOTE = { postId: POST_ID, text: 'A note of about the length that people write in a hurry.' };

/** Many clients that never wait for one answer before they send the next question. */
export const request: CreateWorkload = ({ size, issuer }) => ({
  name: 'request',
  title: `Request and answer, ${IN_FLIGHT} in flight on each of ${CLIENTS} connections`,
  metrics: { cpu: { label: 'server CPU for one', unit: 'µs' } },
  baseline: BARE,
  rows: namesOf(SUBJECTS),
  without: {},
  rounds: size === 'full' ? 3 : 1,
  parts: size === 'full' ? 6 : 4,
  start: (row) =>
    startRow(subjectOf(SUBJECTS, row), issuer, async (station) => {
      const links = await station.open(await station.mint(CLIENTS), (link) =>
        ask(link, 'join-post', { postId: POST_ID }),
      );
      const measure = async (total: number): Promise<number> =>
        ((await station.cpuDuring(() => askAll(links, total / CLIENTS))) * MS_TO_US) / total;
      const total = size === 'full' ? 6000 : 2000;
      const count = (await measure(PROBE)) > SLOW_US ? total / FEWER : total;
      for (let time = 0; time < WARM_UPS; time += 1) await measure(count);
      return async () => ({ cpu: await measure(count) });
    }),
});

async function askAll(links: readonly Link[], each: number): Promise<void> {
  await Promise.all(links.map((link) => pipeline(link, each)));
}

function pipeline(link: Link, count: number): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let answered = 0;
    const send = (): void => {
      if (sent === count) return;
      sent += 1;
      link.request('save-note', NOTE, onAnswer);
    };
    const onAnswer = (): void => {
      answered += 1;
      if (answered === count) resolve();
      else send();
    };
    for (let lane = 0; lane < IN_FLIGHT; lane += 1) send();
  });
}
