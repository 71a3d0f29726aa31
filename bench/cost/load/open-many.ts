import type { Subject, WireName } from '../subject.ts';
import { openFeathers } from './feathers.ts';
import type { Link, OpenLink } from './link.ts';
import { openRawWs } from './raw-ws.ts';
import { openSocketCluster } from './socketcluster.ts';
import { openBearer, openSocketIo } from './socket-io.ts';

const WIRES: Readonly<Record<WireName, OpenLink>> = {
  'socket.io': openSocketIo,
  bearer: openBearer,
  feathers: openFeathers,
  socketcluster: openSocketCluster,
  ws: openRawWs,
};

export interface Crowd {
  readonly subject: Subject;
  readonly address: string;
  readonly tokens: readonly string[];
  /** How many are on their way at the same time. */
  readonly atOnce: number;
}

/** Opens a connection for each token; `onLink` may do more with it before the next one of its lane. */
export async function openMany(
  { subject, address, tokens, atOnce }: Crowd,
  onLink: (link: Link) => Promise<void> | void = () => undefined,
): Promise<readonly Link[]> {
  const open = WIRES[subject.wire];
  const links: Link[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let token = tokens[next++]; token !== undefined; token = tokens[next++]) {
      const link = await open({ address, token });
      links.push(link);
      await onLink(link);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return links;
}

export function closeAll(links: readonly Link[]): void {
  for (const link of links) link.close();
}
