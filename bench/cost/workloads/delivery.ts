import { POST_ID } from '../application/board.ts';
import { ask, numberIn } from '../load/link.ts';
import type { Link } from '../load/link.ts';
import { quantile } from '../report/statistics.ts';
import { BARE, withVariant } from '../subjects/catalogue.ts';
import type { CreateWorkload, Part } from '../workload.ts';
import { namesOf, startRow, subjectOf } from './subject-rows.ts';
import type { Station } from './subject-rows.ts';

const SUBJECTS = withVariant('plain');
const MEMBERS = 500;
const EVENTS = 32;
const IN_FLIGHT = [1, 4, 16];
const MS_TO_US = 1000;
const TEXT = 'A line of about the length that people write in a hurry.';

/** One member says something, everybody hears it; the next one goes out when all have heard one. */
export const delivery: CreateWorkload = ({ size, issuer }) => ({
  name: 'delivery',
  title: `Delivery to a room of ${MEMBERS}`,
  metrics: Object.fromEntries(
    IN_FLIGHT.flatMap((inFlight) => [
      [`cpu${inFlight}`, { label: `server CPU for one delivery, ${inFlight} in flight`, unit: 'µs' }],
      [`p99${inFlight}`, { label: `p99 until heard, ${inFlight} in flight`, unit: 'ms' }],
    ]),
  ),
  baseline: BARE,
  rows: namesOf(SUBJECTS),
  without: {},
  rounds: size === 'full' ? 3 : 1,
  parts: 2,
  start: (row) =>
    startRow(subjectOf(SUBJECTS, row), issuer, async (station) => {
      const links = await station.open(await station.mint(MEMBERS), (link) =>
        ask(link, 'join-post', { postId: POST_ID }),
      );
      await measure(station, links);
      return () => measure(station, links);
    }),
});

async function measure(station: Station, links: readonly Link[]): Promise<Part> {
  const part: Record<string, number> = {};
  for (const inFlight of IN_FLIGHT) {
    let latencies: readonly number[] = [];
    const cpu = await station.cpuDuring(async () => {
      latencies = await sayAll(links, { events: EVENTS, inFlight });
    });
    part[`cpu${inFlight}`] = (cpu * MS_TO_US) / (EVENTS * MEMBERS);
    part[`p99${inFlight}`] = quantile(latencies, 0.99);
  }
  return part;
}

interface Talk {
  readonly events: number;
  readonly inFlight: number;
}

/** How long each delivery took, in milliseconds from when it was said. */
function sayAll(links: readonly Link[], { events, inFlight }: Talk): Promise<readonly number[]> {
  const [speaker] = links;
  const saidAt: number[] = [];
  const heardBy = Array.from({ length: events }, () => 0);
  const latencies: number[] = [];
  const say = (): void => {
    const seq = saidAt.push(performance.now()) - 1;
    speaker?.request('say', { postId: POST_ID, seq, text: TEXT }, () => undefined);
  };
  return new Promise((resolve) => {
    const onEvent = (text: string): void => {
      const seq = numberIn(text, 'seq');
      latencies.push(performance.now() - (saidAt[seq] ?? 0));
      heardBy[seq] = (heardBy[seq] ?? 0) + 1;
      if (latencies.length === events * links.length) resolve(latencies);
      else if (heardBy[seq] === links.length && saidAt.length < events) say();
    };
    for (const link of links) link.onEvent = onEvent;
    for (let lane = 0; lane < inFlight; lane += 1) say();
  });
}
