import { BARE, withVariant } from '../subjects/catalogue.ts';
import type { CreateWorkload, Part, Workload, WorkloadOptions } from '../workload.ts';
import { namesOf, startRow, subjectOf } from './subject-rows.ts';
import type { Station } from './subject-rows.ts';

const SUBJECTS = withVariant('eddsa');
const MS_TO_US = 1000;

/** Every connection brings a token that nobody has seen before. */
export const handshake: CreateWorkload = (options) => ({
  ...common(options),
  name: 'handshake',
  title: 'Handshake: a new token each, the user looked up',
  start: (row) =>
    startRow(subjectOf(SUBJECTS, row), options.issuer, async (station) => {
      await measure(station, await station.mint(warmUp(options)));
      return async () => measure(station, await station.mint(connections(options)));
    }),
});

/** The same tokens come again and again: a network that was away for a moment. */
export const handshakeAgain: CreateWorkload = (options) => ({
  ...common(options),
  name: 'handshake-again',
  title: 'Handshake again: token and user were seen within the minute',
  start: (row) =>
    startRow(subjectOf(SUBJECTS, row), options.issuer, async (station) => {
      const tokens = await station.mint(connections(options));
      const again = Math.ceil(warmUp(options) / tokens.length);
      for (let time = 0; time < again; time += 1) await measure(station, tokens);
      return () => measure(station, tokens);
    }),
});

const connections = ({ size }: WorkloadOptions): number => (size === 'full' ? 300 : 100);

/** Compilers need many thousands before the code is as fast as it gets. */
const warmUp = ({ size, settled }: WorkloadOptions): number => {
  if (settled) return 9000;
  return size === 'full' ? 1200 : 200;
};

const common = ({
  size,
}: WorkloadOptions): Pick<Workload, 'metrics' | 'baseline' | 'rows' | 'without' | 'rounds' | 'parts'> => ({
  metrics: { cpu: { label: 'server CPU for one, until it is closed again', unit: 'µs' } },
  baseline: BARE,
  rows: namesOf(SUBJECTS),
  without: {},
  rounds: size === 'full' ? 2 : 1,
  parts: size === 'full' ? 6 : 4,
});

async function measure(station: Station, tokens: readonly string[]): Promise<Part> {
  const cpu = await station.cpuDuring(async () => {
    await station.open(tokens, (link) => link.close());
    await station.close([]);
  });
  return { cpu: (cpu * MS_TO_US) / tokens.length };
}
