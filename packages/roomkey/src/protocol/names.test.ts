import { describe, expect, it } from 'vitest';
import { isReservedName, joinEvent, joinedEvent, leaveEvent, leftEvent } from './index.ts';

describe('reserved names', () => {
  it('are those of Socket.IO, of Roomkey and of every room', () => {
    const rooms = [joinEvent, joinedEvent, leaveEvent, leftEvent].map((name) => name('post'));
    expect(rooms).toEqual(['join-post', 'joined-post', 'leave-post', 'left-post']);
    const own = ['session', 'refresh-session', 'error'];
    const theirs = [
      'connect',
      'connect_error',
      'disconnect',
      'disconnecting',
      'newListener',
      'removeListener',
    ];
    for (const name of [...rooms, ...own, ...theirs])
      expect([name, isReservedName(name)]).toEqual([name, true]);
  });

  it('are not others that look like them', () => {
    for (const name of ['join', 'rejoin-post', 'session-info', 'user-left', 'toString']) {
      expect([name, isReservedName(name)]).toEqual([name, false]);
    }
  });
});
