import { once } from 'node:events';
import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { Person } from './support/people.ts';
import { openTransport } from './support/raw-transport.ts';
import type { RawTransport } from './support/raw-transport.ts';
import { ask, record, socketTo } from './support/sockets.ts';
import { closed, nextText, tcpTo, upgraded } from './support/tcp.ts';

/** With every limit that the board has. */
const board = useBoard({ REQUEST_LIMITS: 'on' });

const SILENCE_MS = 15_000;

const codesIn = ({ frames }: RawTransport): string[] =>
  frames
    .filter((frame) => /^43\d+\[/.test(frame))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('[')))[0])
    .map(({ ok, error }) => (ok === true ? 'ok' : error.code));

const count = <Value>(values: readonly Value[], wanted: Value): number =>
  values.filter((value) => value === wanted).length;

describe('five thousand requests at once', () => {
  const missing = '00000000-0000-4000-8000-000000000000';

  it.each([
    ['that are right', `["leave-watch",{"postId":"${missing}"}]`, 'ok'],
    ['that nobody declared', '["nope",{}]', 'unknown_event'],
    ['with payloads that are wrong', '["view-post",{"postId":1}]', 'invalid_payload'],
    ['for what is not there', `["join-watch",{"postId":"${missing}"}]`, 'not_found'],
    [
      'of a person who writes',
      `["comment-post",{"postId":"${missing}","body":"x","opId":"${missing}"}]`,
      'not_found',
    ],
  ])('%s are answered at first, then limited, then cut', async (_, request, code) => {
    const transport = await board().transport(await board().signUp('Mallory'));
    for (let id = 0; id < 5_000; id += 1) transport.send(`42${id}${request}`);
    const others = await Promise.all([board().answerTime(), board().answerTime(), transport.closed]);
    const codes = codesIn(transport);
    expect(new Set(codes)).toEqual(new Set([code, 'rate_limited']));
    expect(count(codes, code)).toBeLessThanOrEqual(60);
    expect(count(codes, 'rate_limited')).toBeLessThanOrEqual(110);
    expect(Math.max(others[0], others[1])).toBeLessThan(1_000);
  });

  it('without an id are told of no more often', async () => {
    const transport = await board().transport();
    for (let sent = 0; sent < 5_000; sent += 1) transport.send('42["nope",{}]');
    await transport.closed;
    expect(transport.frames.length).toBeLessThan(200);
  });

  it('over many connections of one person do not add up', async () => {
    const mallory = await board().signUp('Mallory');
    const transports = await Promise.all(Array.from({ length: 10 }, () => board().transport(mallory)));
    const started = performance.now();
    for (const transport of transports)
      for (let id = 0; id < 40; id += 1) transport.send(`42${id}["leave-watch",{"postId":"${missing}"}]`);
    await expect.poll(() => transports.flatMap(codesIn).length).toBe(400);
    const seconds = (performance.now() - started) / 1_000;
    expect(count(transports.flatMap(codesIn), 'ok')).toBeLessThanOrEqual(160 + 40 * seconds + 1);
  });

  it('tell when to come back', async () => {
    const transport = await board().transport();
    for (let id = 0; id < 60; id += 1) transport.send(`42${id}["nope",{}]`);
    const limited = await transport.frame((frame) => frame.includes('rate_limited'));
    const [{ error }] = JSON.parse(limited.slice(limited.indexOf('[')));
    expect(error).toMatchObject({ retry: 'backoff', retryAfterMs: expect.any(Number) });
    expect(error.retryAfterMs).toBeGreaterThan(0);
  });
});

it('who types a thousand times is heard to type a few times', async () => {
  const [writer, reader] = await Promise.all([board().signUp('Writer'), board().signUp('Reader')]);
  const postId = await board().post(writer);
  const listener = await board().connect(reader);
  const heard = record(listener);
  await ask(listener, 'join-post', { postId });
  const transports = await Promise.all(Array.from({ length: 25 }, () => board().transport(writer)));
  await Promise.all(transports.map((each) => each.request('join-post', JSON.stringify({ postId }))));
  const started = performance.now();
  for (const transport of transports)
    for (let id = 0; id < 39; id += 1)
      transport.send(`42${id}["typing",{"postId":"${postId}","isTyping":true}]`);
  await expect.poll(() => transports.flatMap(codesIn).length).toBeGreaterThanOrEqual(25 * 39);
  const seconds = (performance.now() - started) / 1_000;
  await ask(listener, 'join-post', { postId });
  const typings = heard.filter(([event]) => event === 'user-typing').length;
  expect(typings).toBeGreaterThan(0);
  expect(typings).toBeLessThanOrEqual(4 + 2 * seconds + 1);
});

it('who looks often is counted once, whatever address is claimed', async () => {
  const reader = await board().signUp('Reader');
  const postId = await board().post(reader);
  const view = async (as: typeof reader | undefined, index: number): Promise<void> => {
    const forged = { 'x-forwarded-for': `10.1.2.${index}`, 'x-real-ip': `10.1.2.${index}` };
    const socket = await board().connect(as, { extraHeaders: forged });
    await ask(socket, 'view-post', { postId });
    socket.disconnect();
  };
  for (let index = 0; index < 15; index += 1)
    await Promise.all([view(undefined, index), view(reader, index)]);
  const { post } = (await board().send(`GET /api/posts/${postId}`)).json();
  expect(post.viewCount).toBe(2);
});

const outcomeOf = (socket: Socket): Promise<string> =>
  Promise.race([
    once(socket as never, 'session').then(() => 'connected'),
    once(socket as never, 'connect_error').then(([error]) => String(error.data?.code ?? error.message)),
  ]);

/** How many of a number of clients are let in; all of them leave again. */
async function admitted(clients: number, open: (index: number) => Socket): Promise<number> {
  const sockets = Array.from({ length: clients }, (_, index) => open(index));
  const outcomes = await Promise.all(sockets.map(outcomeOf));
  sockets.forEach((socket) => socket.disconnect());
  return count(outcomes, 'connected');
}

const claiming = (url: string, forwarded: string): Socket =>
  socketTo(url, { extraHeaders: { 'x-forwarded-for': forwarded } });

describe('behind a proxy, connections are counted', () => {
  const full = useBoard({ CONNECTIONS_PER_USER: '20', CONNECTIONS_PER_ADDRESS: '50', TRUST_PROXY: '1' });

  it('by user, and given back when they are over', async () => {
    const [mallory, alice] = await Promise.all([full().signUp('Mallory'), full().signUp('Alice')]);
    const as = ({ token }: Person, index: number): Socket =>
      socketTo(full().url, { auth: { token }, extraHeaders: { 'x-forwarded-for': `10.0.${index}.1` } });
    const sockets = Array.from({ length: 100 }, (_, index) => as(mallory, index));
    const outcomes = await Promise.all(sockets.map(outcomeOf));
    expect([count(outcomes, 'connected'), count(outcomes, 'too_many_connections')]).toEqual([20, 80]);
    expect(await outcomeOf(as(alice, 200))).toBe('connected');
    sockets.forEach((socket) => socket.disconnect());
    await expect.poll(() => admitted(1, () => as(mallory, 201))).toBe(1);
  });

  it('by the address that the proxy saw, not by what it was told', async () => {
    expect(await admitted(200, (index) => claiming(full().url, `10.0.${index}.1, 10.9.9.9`))).toBe(50);
    expect(await admitted(1, () => claiming(full().url, '10.9.9.10'))).toBe(1);
  });

  it('by the network of an IPv6 address', async () => {
    expect(await admitted(60, (index) => claiming(full().url, `2001:db8:0:1::${index}`))).toBe(50);
    expect(await admitted(1, () => claiming(full().url, '2001:db8:0:2::1'))).toBe(1);
  });
});

describe('without a proxy, connections are counted', () => {
  const full = useBoard({ CONNECTIONS_PER_ADDRESS: '50' });

  it('by address, whatever it is said to be', async () => {
    expect(await admitted(200, (index) => claiming(full().url, `10.0.${index}.1`))).toBe(50);
    await expect.poll(() => admitted(1, () => claiming(full().url, '10.0.0.1'))).toBe(1);
  });
});

describe('a transport on which nobody is', () => {
  it('is closed when nothing comes, or nothing but signs of life', { timeout: 2 * SILENCE_MS }, async () => {
    const [silent, pinging] = await Promise.all([openTransport(board().url), openTransport(board().url)]);
    pinging.send('3');
    const deadline = AbortSignal.timeout(SILENCE_MS);
    const late = once(deadline, 'abort').then(() => 'late');
    expect(await Promise.race([Promise.all([silent.closed, pinging.closed]), late])).not.toBe('late');
  });

  it.each([
    ['more packets than it takes', Array<string>(40).fill('3')],
    ['more than it takes to connect', Array<string>(5).fill(`40{"token":"${'x'.repeat(8_000)}"}`)],
    ['unknown namespaces', Array.from({ length: 1_000 }, (_, index) => `40/n${index},`)],
    ['the names of prototypes for namespaces', ['40/__proto__,', '40/constructor,', '40/toString,']],
  ])('is closed after %s', async (_, frames) => {
    const transport = await openTransport(board().url);
    for (const frame of frames) transport.send(frame);
    await transport.closed;
    expect(transport.frames.filter((frame) => frame.startsWith('44')).length).toBeLessThanOrEqual(3);
  });
});

describe('a WebSocket', () => {
  const masked = (head: number, text = ''): Buffer =>
    Buffer.from([head, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]);

  it.each([
    ['of one byte', 'x'],
    ['of nothing', ''],
  ])('message in a hundred thousand fragments %s closes it', async (_, text) => {
    const socket = await upgraded(board().url);
    socket.write(masked(0x01, text));
    socket.write(Buffer.concat(Array.from({ length: 100_000 }, () => masked(0x00, text))));
    expect(await closed(socket)).toBe(true);
  });

  it('is never compressed', async () => {
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits';
    const socket = await upgraded(board().url, [offer]);
    // RFC 6455, 5.2: the first reserved bit marks a compressed message; nobody agreed on it.
    socket.write(masked(0xc1, 'x'));
    expect(await closed(socket)).toBe(true);
  });
});

describe('over HTTP polling', () => {
  async function session(): Promise<`/socket.io/${string}`> {
    const { text } = await board().send('GET /socket.io/?EIO=4&transport=polling');
    return `/socket.io/?EIO=4&transport=polling&sid=${JSON.parse(text.slice(1)).sid}`;
  }

  const post = (path: string, body: string) =>
    board().send(`POST ${path}`, { body, headers: { 'content-type': 'text/plain;charset=UTF-8' } });

  it('a second request that waits ends the session', async () => {
    const path = await session();
    await post(path, '40');
    await board().send(`GET ${path}`);
    const [first, second] = await Promise.all([board().send(`GET ${path}`), board().send(`GET ${path}`)]);
    const third = await board().send(`GET ${path}`);
    expect([first.status, second.status]).toContain(400);
    expect(third.status).toBe(400);
  });

  it('a body that is too long is refused', async () => {
    expect((await post(await session(), `42["${'x'.repeat(40_000)}"]`)).status).toBe(413);
  });

  it('a body of a gigabyte is refused with the first of it that is too much', async () => {
    const path = await session();
    const socket = await tcpTo(board().url);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n`);
    socket.write('4'.repeat(40_000));
    expect(await nextText(socket)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('packets that fill a body are cut off where those of a WebSocket are', async () => {
    const path = await session();
    await post(path, '40');
    await board().send(`GET ${path}`);
    await post(path, Array<string>(2_000).fill('42["nope",{}]').join('\u001e'));
    await expect.poll(async () => (await board().send(`GET ${path}`)).status).toBe(400);
  });
});
