/** What carries messages between the servers: the ways of the app. */
export type BusName = 'Redis' | 'PostgreSQL';

/** What a server is started with. */
export interface ServerSetup {
  readonly node: string;
  readonly bus: BusName;
  /** By way of a proxy, which takes it away. */
  readonly busUrl: string;
  /** Tells the channels of this run from all others. */
  readonly tag: string;
  /** The database of sessions; without a proxy, as it is there in every outage of the bus. */
  readonly storeUrl: string;
}

export type Operation = 'revoke' | 'reauthorize';

export const OPERATIONS: readonly Operation[] = ['revoke', 'reauthorize'];

/** The servers; the first is where it happens. */
export const NODES = ['A', 'B', 'C'] as const;

/** What happens to the bus, and which servers it does not reach then. */
export const STATES = {
  up: [],
  'hung for C': ['C'],
  hung: ['B', 'C'],
  stopped: ['B', 'C'],
} as const satisfies Readonly<Record<string, readonly (typeof NODES)[number][]>>;

export type State = keyof typeof STATES;
export type Outage = Exclude<State, 'up'>;

/** The servers that the bus reaches from the first. */
export const reachedIn = (state: State): readonly string[] =>
  NODES.slice(1).filter((node) => !STATES[state].some((each) => each === node));
