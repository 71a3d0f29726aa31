import { destroy } from './engine.ts';
import type { PacketListener } from './engine.ts';
import { lengthOf } from './packets.ts';
import { MAX_REFUSALS } from './state.ts';
import type { TransportStates } from './state.ts';

/** What may come before anybody is accepted: CONNECTs, with tokens of up to 8 KiB. */
const MAX_EARLY_PACKETS = 16;
const MAX_EARLY_BYTES = 32_768;

/** Ends a transport that sends more than it takes to be accepted. */
export function boundEarlyPackets(states: TransportStates): PacketListener {
  return function (packet) {
    const state = states.get(this);
    if (state === undefined) return;
    // What came in one piece is read in one go: once it is over, it must not be answered to its end.
    if (state.refusals >= MAX_REFUSALS) return this.close();
    state.earlyPackets += 1;
    state.earlyBytes += lengthOf(packet);
    if (state.earlyPackets > MAX_EARLY_PACKETS || state.earlyBytes > MAX_EARLY_BYTES) destroy(this);
  };
}
