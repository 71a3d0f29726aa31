export { createFakeClock } from './fake-clock.ts';
export type { FakeClock } from './fake-clock.ts';
export { createHarness } from './harness.ts';
export type { Harness } from './harness.ts';
export { nextEvent } from './next-event.ts';
export type { EventSource } from './next-event.ts';
export { createTokenMint } from './token-mint.ts';
export type { MintOptions, TokenMint } from './token-mint.ts';
