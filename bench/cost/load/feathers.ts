import type { OpenLink, RequestName } from './link.ts';
import { openWith } from './socket-io.ts';
import type { SocketIoDialect } from './socket-io.ts';

const SERVICES: Readonly<Partial<Record<RequestName, string>>> = {
  'join-post': 'members',
  'save-note': 'notes',
  say: 'lines',
  'like-post': 'likes',
};

const DIALECT: SocketIoDialect = {
  auth: () => '',
  packet: (name, input) => create(SERVICES[name] ?? '', input),
  isOk: (answer) => answer.includes('[null,'),
};

/** As its client does: it connects as nobody, and then creates an authentication. */
export const openFeathers: OpenLink = async (target) => {
  const link = await openWith(DIALECT, target);
  const authentication = { strategy: 'jwt', accessToken: target.token };
  await new Promise<void>((resolve) => link.send(create('authentication', authentication), resolve));
  return link;
};

const create = (service: string, data: object): readonly unknown[] => ['create', service, data, {}];
