import type { Server } from 'node:http';

/** How a client talks to a subject; each has a file in `load/`. */
export type WireName = 'socket.io' | 'bearer' | 'feathers' | 'socketcluster' | 'ws';

/** One row of the tables: what is measured, and how a client reaches it. */
export interface Subject {
  readonly name: string;
  /** Its file in `subjects/`. */
  readonly module: string;
  /** Passed to the file, where one serves several rows. */
  readonly variant?: string;
  readonly wire: WireName;
  readonly token?: 'HS256' | 'EdDSA';
  /** What it does for its cost, in one sentence. */
  readonly does: string;
}

/** What the process of a subject is told before it starts. */
export interface SubjectSettings {
  readonly variant: string;
  /** The issuer's key set, for whoever verifies EdDSA. */
  readonly keySet: string;
}

/** What every file in `subjects/` exports as `start`: a server with everything attached, not yet listening. */
export type StartSubject = (settings: SubjectSettings) => Promise<Server> | Server;
