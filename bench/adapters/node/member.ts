import { dial } from '../../cost/load/dial.ts';
import { monotonicMs } from '../../sessions/support/measure.ts';
import type { Receipt } from './remote.ts';

/** A client of one node, which every node puts in the room. It reads no more of a message than it must. */
export interface Member {
  readonly ticks: readonly Receipt[];
  /** Called with the number of broadcasts of a flood it has heard so far. */
  onFlood: (count: number) => void;
  readonly forgetFlood: () => void;
  readonly done: (count: number) => void;
  readonly close: () => void;
}

export async function openMember(address: string): Promise<Member> {
  const ticks: Receipt[] = [];
  let flooded = 0;
  const onEvent = (text: string): void => {
    if (text.startsWith('42["flood"')) member.onFlood((flooded += 1));
    else if (text.startsWith('42["tick"')) {
      const [, tick] = JSON.parse(text.slice(2)) as [string, Pick<Receipt, 'seq' | 'sentAt'>];
      ticks.push({ ...tick, at: monotonicMs() });
    }
  };
  const socket = await dial(({ resolve }) => ({
    url: `ws://${address}/socket.io/?EIO=4&transport=websocket`,
    onText(text, { send }) {
      if (text.startsWith('42')) onEvent(text);
      else if (text.startsWith('40')) resolve();
      else if (text.startsWith('2')) send('3');
      else if (text.startsWith('0')) send('40');
    },
  }));
  const member: Member = {
    ticks,
    onFlood: () => undefined,
    forgetFlood: () => (flooded = 0),
    done: (count) => socket.send(`42["done",${count}]`),
    close: () => socket.close(),
  };
  return member;
}
