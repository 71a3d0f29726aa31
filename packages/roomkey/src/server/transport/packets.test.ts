import { describe, expect, it } from 'vitest';
import { isRefusal, lengthOf, refusedNamespace } from './packets.ts';

const message = (data: string) => ({ type: 'message', data });

describe('a packet', () => {
  it.each([
    [{ type: 'ping' }, 1],
    [message('12345'), 5],
    [{ type: 'message', data: new Uint8Array(7) }, 7],
    [{ type: 'message', data: new ArrayBuffer(9) }, 9],
  ])('%o is as long as its data', (packet, length) => {
    expect(lengthOf(packet)).toBe(length);
  });

  it.each([
    [message('4{"message":"Authentication error"}'), true],
    [message('4/admin,{"message":"No"}'), true],
    [message('0{"sid":"4"}'), false],
    [message('2["4"]'), false],
    [{ type: 'pong', data: '4' }, false],
    [{ type: 'message', data: new Uint8Array([0x34]) }, false],
    [{ type: 'message' }, false],
  ])('%o refuses a CONNECT: %s', (packet, expected) => {
    expect(isRefusal(packet)).toBe(expected);
  });

  it.each([
    ['4{"message":"No, /admin, no"}', '/'],
    ['4/admin,{"message":"No"}', '/admin'],
    ['4/a/b?c,{"message":"No"}', '/a/b?c'],
  ])('%s names the namespace %s', (data, namespace) => {
    expect(refusedNamespace(message(data))).toBe(namespace);
  });
});
