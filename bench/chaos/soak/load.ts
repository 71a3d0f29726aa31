import type { Sample } from './sample.ts';

/** What was asked of the servers. */
export interface Wanted {
  readonly pages: number;
  readonly requestsPerSecond: number;
}

/** What they really carried: servers that nobody reaches keep everything flat. */
export interface Carried {
  /** Of the pages, how many were connected: the mean, and the worst sample. */
  readonly connected: { readonly mean: number; readonly least: number };
  /** Answered in a second, by all servers. */
  readonly requestsPerSecond: number;
  readonly isReal: boolean;
}

const LEAST_CONNECTED = 0.9;
/** Somebody who has three things under way does no fourth, and whoever is just coming does none. */
const LEAST_REQUESTS = 0.8;

/** @param nodes the samples of each server, taken one after the other */
export function carriedBy(nodes: readonly (readonly Sample[])[], wanted: Wanted): Carried {
  const [first = []] = nodes;
  const shares = first.map(
    (_, index) => sumOf(nodes, (samples) => samples[index]?.connections) / wanted.pages,
  );
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const seconds = ((first.at(-1)?.atMs ?? 0) - (first[0]?.atMs ?? 0)) / 1_000;
  const answered = sumOf(nodes, (samples) => (samples.at(-1)?.requests ?? 0) - (samples[0]?.requests ?? 0));
  const requestsPerSecond = answered / seconds;
  return {
    connected: { mean, least: Math.min(...shares) },
    requestsPerSecond,
    isReal: mean >= LEAST_CONNECTED && requestsPerSecond >= LEAST_REQUESTS * wanted.requestsPerSecond,
  };
}

const sumOf = (
  nodes: readonly (readonly Sample[])[],
  pick: (samples: readonly Sample[]) => number | undefined,
): number => nodes.reduce((sum, samples) => sum + (pick(samples) ?? 0), 0);
