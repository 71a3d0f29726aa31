import type { PresentUser } from '../../protocol/index.ts';
import type { RoomTold } from './share.ts';

/** People, or rooms, of one message to other servers. */
const MOST = 500;

/** All people of a server in a room, in pieces that are no larger than a message may be. */
export function* wholeRoom(
  key: string,
  people: Iterable<PresentUser>,
  anonymous: number,
): Iterable<RoomTold> {
  const users = [...people];
  for (let start = 0; start === 0 || start < users.length; start += MOST) {
    const joined = users.slice(start, start + MOST);
    const ends = start + MOST >= users.length;
    yield { key, joined, left: [], anonymous, begins: start === 0, ends };
  }
}

/** A list in pieces that are no larger than a message may be. `weigh`: how much of one an item takes. */
export function* parcels<Item>(items: Iterable<Item>, weigh: (item: Item) => number): Iterable<Item[]> {
  let parcel: Item[] = [];
  let weight = 0;
  for (const item of items) {
    const more = weigh(item);
    if (parcel.length > 0 && weight + more > MOST) {
      yield parcel;
      parcel = [];
      weight = 0;
    }
    parcel.push(item);
    weight += more;
  }
  if (parcel.length > 0) yield parcel;
}
