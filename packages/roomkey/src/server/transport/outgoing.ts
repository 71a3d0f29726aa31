import { destroy } from './engine.ts';
import type { Packet, PacketListener, Transport } from './engine.ts';
import { isRefusal, lengthOf, refusedNamespace } from './packets.ts';
import { MAX_REFUSALS, isLeft, leave } from './state.ts';
import type { TransportState, TransportStates } from './state.ts';

export interface OutgoingOptions {
  readonly queuedBytes: number;
  readonly onRefused: (state: TransportState) => void;
}

/** Ends a transport on which too many CONNECTs were refused, whoever refused them, or whose client does not read. */
export function boundOutgoing(states: TransportStates, options: OutgoingOptions): PacketListener {
  const { queuedBytes, onRefused } = options;

  const refused = (transport: Transport, state: TransportState, packet: Packet): void => {
    state.refusals += 1;
    leave(state, refusedNamespace(packet));
    onRefused(state);
    // After the refusal itself has been written: Engine.IO flushes what is buffered before it closes.
    if (state.refusals >= MAX_REFUSALS || isLeft(state)) setImmediate(() => transport.close());
  };

  return function (packet) {
    const isRefused = isRefusal(packet);
    // Nothing is looked up for a packet that goes out at once.
    if (this.writeBuffer.length === 0 && !isRefused) return;
    const state = states.get(this);
    if (state === undefined) return;
    if (isRefused) refused(this, state, packet);
    if (grow(state, this, packet) <= queuedBytes) return;
    state.cut = true;
    // Not now: whoever sends may be on the way through a list of members that an end would change.
    process.nextTick(() => destroy(this));
  };
}

/** How much waits with this packet. An empty queue is not looked at: the second packet in it begins the count anew. */
function grow(state: TransportState, { writeBuffer }: Transport, packet: Packet): number {
  const [first] = writeBuffer;
  if (first === undefined) return 0;
  state.queuedBytes = (writeBuffer.length === 1 ? lengthOf(first) : state.queuedBytes) + lengthOf(packet);
  return state.queuedBytes;
}
