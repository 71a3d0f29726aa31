import { ROOM } from '../application/board.ts';
import { dial } from './dial.ts';
import { createExchange } from './exchange.ts';
import { numberIn } from './link.ts';
import type { Link, OpenLink, RequestName } from './link.ts';

/** Its protocol, version 2: an empty message is a ping, `cid` asks and `rid` answers. */
export const openSocketCluster: OpenLink = async ({ address, token }) => {
  const exchange = createExchange();
  const link: Link = {
    onEvent: () => undefined,
    request: (name, input, onAnswer) => socket.send(call(exchange.add(onAnswer), ...nativeCall(name, input))),
    close: () => socket.close(),
  };
  const socket = await dial((outcome) => ({
    url: `ws://${address}/socketcluster/`,
    onOpen({ send }) {
      send(call(exchange.add(outcome.resolve), '#handshake', { authToken: token }));
    },
    onText(text, { send }) {
      if (text === '') send('');
      else if (text.startsWith('{"event":"#publish"')) link.onEvent(text);
      else if (text.includes('"rid":')) exchange.settle(numberIn(text, 'rid'), !text.includes('rror"'), text);
    },
  }));
  return link;
};

const call = (cid: number, event: string, data: object): string => JSON.stringify({ event, data, cid });

/** Its own ways to join and to say; the rest are procedures. */
function nativeCall(name: RequestName, input: object): [string, object] {
  if (name === 'join-post') return ['#subscribe', { channel: ROOM }];
  if (name === 'say') return ['#publish', { channel: ROOM, data: input }];
  return [name, input];
}
