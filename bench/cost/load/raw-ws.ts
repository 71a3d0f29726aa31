import { dial } from './dial.ts';
import { createExchange } from './exchange.ts';
import type { Link, OpenLink } from './link.ts';

const ANSWER = '{"id":';

export const openRawWs: OpenLink = async ({ address }) => {
  const exchange = createExchange();
  const link: Link = {
    onEvent: () => undefined,
    request(name, input, onAnswer) {
      socket.send(JSON.stringify({ id: exchange.add(onAnswer), name, input }));
    },
    close: () => socket.close(),
  };
  const socket = await dial((outcome) => ({
    url: `ws://${address}`,
    onOpen: () => outcome.resolve(),
    onText(text) {
      if (text.startsWith(ANSWER))
        exchange.settle(Number.parseInt(text.slice(ANSWER.length), 10), true, text);
      else link.onEvent(text);
    },
  }));
  return link;
};
