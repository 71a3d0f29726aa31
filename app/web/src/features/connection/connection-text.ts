import type { ConnectionState } from 'roomkey/client';

export type ConnectionMood = 'good' | 'waiting' | 'bad';

export interface ConnectionText {
  readonly mood: ConnectionMood;
  readonly text: string;
  readonly canRetry: boolean;
}

/** The connection's state in a word or two. */
export function describeConnection(state: ConnectionState): ConnectionText {
  if (state.status === 'connected') return { mood: 'good', text: 'Live', canRetry: false };
  if (state.status === 'failed' || state.status === 'closed') {
    return { mood: 'bad', text: 'Not connected', canRetry: state.status === 'failed' };
  }
  return { mood: 'waiting', text: describeWaiting(state), canRetry: false };
}

function describeWaiting(state: ConnectionState): string {
  if (state.status !== 'reconnecting') return 'Connecting';
  // The one outage that the reader can end.
  if (state.error.code === 'too_many_connections') return 'Too many tabs open';
  return `Reconnecting, try ${state.attempt}`;
}
