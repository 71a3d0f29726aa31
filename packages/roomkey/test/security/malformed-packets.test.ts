import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import { openTransport } from './support/raw-transport.ts';
import type { RawTransport } from './support/raw-transport.ts';
import { closed, nextText, tcpTo, upgraded } from './support/tcp.ts';

const board = useBoard();

const CAP = 32_768;

type Outcome = 'closed' | 'served';

/** Whether a transport still answers a request that is as it should be. */
async function outcomeOf(transport: RawTransport): Promise<Outcome> {
  const answer = transport.request('join-watch', JSON.stringify({ postId: board().postId }));
  const outcome = await Promise.race([
    answer.then((ack): Outcome => {
      expect(ack).toEqual({ ok: true, data: { postId: board().postId } });
      return 'served';
    }),
    transport.closed.then((): Outcome => 'closed'),
  ]);
  answer.catch(() => undefined);
  return outcome;
}

/** The answers with an id below those of well-formed requests. */
const acksIn = ({ frames }: RawTransport): string[] =>
  frames
    .filter((frame) => /^43\d{1,2}\[/.test(frame))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('[')))[0]);

const view = (rest = ''): string => `["view-post",{"postId":"00000000-0000-4000-8000-000000000000"}${rest}]`;

describe('a frame', () => {
  const frames: [string, string | Uint8Array, Outcome][] = [
    ['that is empty', '', 'closed'],
    ['of an unknown Engine.IO type', '9', 'closed'],
    ['that opens what is open', '0{}', 'served'],
    ['that asks to upgrade a WebSocket', '5', 'served'],
    ['that probes', '2probe', 'closed'],
    ['with an unasked pong', '3', 'served'],
    ['without a Socket.IO type', '4', 'closed'],
    ['of an unknown Socket.IO type', '47', 'closed'],
    ['of a type that is a letter', '4x', 'closed'],
    ['with an event without arguments', '42', 'served'],
    ['with an event that is an object', '42{}', 'closed'],
    ['with an event that is cut short', '42{', 'closed'],
    ['with an event that is a list of nothing', '42[]', 'closed'],
    ['with an event whose name is null', '42[null]', 'closed'],
    ['with an event whose name is an object', '42[{}]', 'closed'],
    ['with an event whose name is a list', '42[["view-post"]]', 'closed'],
    ['with JSON of another language', "42['view-post']", 'closed'],
    ['with a number as the event', '42["a",1e999]', 'served'],
    ['with the end of a text missing', '42["view-post', 'closed'],
    ['with bytes after its end', `42${view()}]`, 'closed'],
    ['with an acknowledgement that nobody asked for', '439["x"]', 'served'],
    ['with an acknowledgement without arguments', '439', 'served'],
    ['with an acknowledgement without an id', '43["x"]', 'served'],
    ['with an acknowledgement that is an object', '430{}', 'closed'],
    ['with a disconnect that has data', '41{}', 'closed'],
    ['with a connect error of a client', '44{"message":"x"}', 'closed'],
    ['with a second connect', '40{}', 'closed'],
    ['with a connect whose data is a list', '40/other,[]', 'closed'],
    ['for a namespace that is not connected', '42/nope,["view-post",{}]', 'closed'],
    ['for a namespace without an end', '42/nope', 'closed'],
    ['with attachments and no number of them', '45-["view-post"]', 'closed'],
    ['with attachments and no dash', '451["view-post",{"_placeholder":true,"num":0}]', 'closed'],
    ['with 511 attachments', '45511-["view-post"]', 'closed'],
    ['with a billion attachments', '45999999999-["view-post"]', 'closed'],
    ['with a negative number of attachments', '45-1-["view-post"]', 'closed'],
    ['with no attachment', '450-["view-post",{}]', 'closed'],
    ['of binary data that nobody announced', Buffer.from([1, 2, 3]), 'closed'],
    ['of no bytes', Buffer.alloc(0), 'closed'],
  ];

  it.each(frames)('%s: %j is survived', async (_, frame, outcome) => {
    const transport = await board().transport(await board().person('Mallory'));
    transport.send(frame);
    expect(await outcomeOf(transport)).toBe(outcome);
  });

  it('that is text, but not in UTF-8, closes the transport', async () => {
    const transport = await board().transport();
    transport.socket.send(Buffer.from([0x34, 0x32, 0xff, 0xfe, 0xc0]), { binary: false });
    expect(await transport.closed).toBe(1007);
  });

  it('of a byte too many closes the transport', async () => {
    const transport = await board().transport();
    transport.send(`42["view-post","${'x'.repeat(CAP)}"]`);
    expect(await transport.closed).toBe(1009);
  });

  it('that announces a gigabyte closes the transport before it comes', async () => {
    const socket = await upgraded(board().url);
    // RFC 6455, 5.2: a final text frame, masked, its length in eight bytes.
    socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]));
    expect(await closed(socket)).toBe(true);
  });

  it.each([
    ['with a reserved bit', [0xc1, 0x80, 1, 2, 3, 4]],
    ['of a reserved type', [0x83, 0x80, 1, 2, 3, 4]],
    ['that is not masked', [0x81, 0x01, 0x32]],
    ['that goes on with nothing', [0x80, 0x80, 1, 2, 3, 4]],
    ['that is a fragment of a ping', [0x09, 0x80, 1, 2, 3, 4]],
    ['with a close code that is none', [0x88, 0x82, 0, 0, 0, 0, 0, 1]],
  ])('%s closes the transport', async (_, bytes) => {
    const socket = await upgraded(board().url);
    socket.write(Buffer.from(bytes));
    expect(await closed(socket)).toBe(true);
  });
});

describe('an event', () => {
  const reserved = [
    'connect',
    'connect_error',
    'disconnect',
    'disconnecting',
    'newListener',
    'removeListener',
  ];

  it.each(reserved)('that is reserved, as "%s", closes the transport', async (name) => {
    const transport = await board().transport();
    transport.send(`421["${name}","x"]`);
    expect(await outcomeOf(transport)).toBe('closed');
  });

  it.each([
    ['error'],
    ['__proto__'],
    ['constructor'],
    ['hasOwnProperty'],
    ['toString'],
    ['valueOf'],
    [''],
    ['session'],
    ['like-update'],
    ['joined-post'],
    ['VIEW-POST'],
    ['view-post '],
    ['view\u0000post'],
    [42],
  ])('that nobody declared, as %j, is answered so', async (name) => {
    const transport = await board().transport();
    transport.send(`421[${JSON.stringify(name)},{}]`);
    expect(await outcomeOf(transport)).toBe('served');
    expect(acksIn(transport)).toMatchObject([{ ok: false, error: { code: 'unknown_event' } }]);
  });

  it.each([
    ['a name of 10 KB', `42["${'x'.repeat(10_000)}"]`],
    ['a name of 10 KB in quotes', `42["${'\\"'.repeat(5_000)}"]`],
  ])('with %s is told of in a short message', async (_, frame) => {
    const transport = await board().transport();
    transport.send(frame);
    const message = await transport.frame((next) => next.startsWith('42["error"'));
    expect(message.length).toBeLessThan(300);
  });

  const answers: [string, string, string | null][] = [
    ['without an id is not answered', `42${view()}`, null],
    ['with an id and no payload', '421["view-post"]', 'invalid_payload'],
    ['with an id and a text for the payload', '421["view-post","cb"]', 'invalid_payload'],
    ['with more arguments than it has', `421${view(',1,2,3')}`, 'not_found'],
    ['with a payload that is a list', '421["view-post",[{"postId":1}]]', 'invalid_payload'],
    ['with an id of 0', `420${view()}`, 'not_found'],
    ['with an id that starts with 0', `4207${view()}`, 'not_found'],
  ];

  it.each(answers)('%s', async (_, frame, code) => {
    const transport = await board().transport();
    transport.send(frame);
    expect(await outcomeOf(transport)).toBe('served');
    const acks = code === null ? [] : [{ ok: false, error: { code } }];
    expect(acksIn(transport)).toMatchObject(acks);
  });

  it('with an id beyond what a number holds is survived', async () => {
    const transport = await board().transport();
    transport.send(`42${'9'.repeat(400)}${view()}`);
    expect(await outcomeOf(transport)).toBe('served');
  });

  it('that is asked twice with one id is answered twice', async () => {
    const transport = await board().transport();
    transport.send(`427${view()}`);
    transport.send(`427${view()}`);
    expect(await outcomeOf(transport)).toBe('served');
    expect(acksIn(transport)).toHaveLength(2);
  });
});

describe('an attachment', () => {
  const header = (placeholder: string, count = 1): string =>
    `45${count}-1["view-post",{"postId":${placeholder}}]`;
  const placeholders: [string, string, Outcome][] = [
    ['in the place of an id', '{"_placeholder":true,"num":0}', 'served'],
    ['that is not there', '{"_placeholder":true,"num":5}', 'closed'],
    ['before the first', '{"_placeholder":true,"num":-1}', 'closed'],
    ['named by a text', '{"_placeholder":true,"num":"0"}', 'closed'],
    ['named by a prototype', '{"_placeholder":true,"num":"__proto__"}', 'closed'],
    ['named by its length', '{"_placeholder":true,"num":"length"}', 'closed'],
    ['named by a fraction', '{"_placeholder":true,"num":0.5}', 'served'],
    ['that nobody refers to', '"x"', 'served'],
  ];

  it.each(placeholders)('%s is survived', async (_, placeholder, outcome) => {
    const transport = await board().transport();
    transport.send(header(placeholder));
    transport.send(Buffer.from('attached'));
    expect(await outcomeOf(transport)).toBe(outcome);
    const acks = outcome === 'closed' ? [] : [{ ok: false, error: { code: 'invalid_payload' } }];
    expect(acksIn(transport)).toMatchObject(acks);
  });

  it('that never comes lets nothing else through', async () => {
    const transport = await board().transport();
    transport.send(header('{"_placeholder":true,"num":0}'));
    transport.send('42["view-post",{}]');
    expect(await outcomeOf(transport)).toBe('closed');
  });

  it('that is referred to a thousand times is still one', async () => {
    const transport = await board().transport();
    const many = Array.from({ length: 500 }, () => '{"_placeholder":true,"num":0}');
    transport.send(`451-1["view-post",[${many.join(',')}]]`);
    transport.send(Buffer.alloc(8_192));
    expect(await outcomeOf(transport)).toBe('served');
    expect(acksIn(transport)).toMatchObject([{ ok: false, error: { code: 'payload_too_large' } }]);
  });
});

describe('JSON', () => {
  const levels = (count: number): string => '['.repeat(count) + ']'.repeat(count);

  it.each([
    ['that nests as deep as a frame allows', `421["view-post",${levels(16_000)}]`, 'payload_too_large'],
    [
      'whose objects nest as deep',
      `421["view-post",${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}]`,
      'payload_too_large',
    ],
    [
      'with as many keys as a frame allows',
      `421["view-post",{${Array.from({ length: 3_000 }, (_, key) => `"k${key}":1`).join()}}]`,
      'invalid_payload',
    ],
    ['with one key many times', `421["view-post",{${Array(4_000).fill('"k":1').join()}}]`, 'invalid_payload'],
  ])('%s is refused', async (_, frame, code) => {
    const transport = await board().transport();
    transport.send(frame);
    expect(await outcomeOf(transport)).toBe('served');
    expect(acksIn(transport)).toMatchObject([{ ok: false, error: { code } }]);
    expect(transport.frames.every(({ length }) => length < 4_000)).toBe(true);
  });

  it('that nests deeper than a frame allows closes the transport', async () => {
    const transport = await board().transport();
    transport.send(`421["view-post",${levels(200_000)}]`);
    expect(await transport.closed).toBe(1009);
  });

  it('that is deep in a token is refused', async () => {
    const transport = await openTransport(board().url);
    transport.send(`40{"token":${levels(10_000)}}`);
    expect(await transport.frame((frame) => frame.startsWith('44'))).toContain('token_invalid');
    transport.close();
  });
});

describe('a request for a transport', () => {
  it.each([
    '',
    '?EIO=3&transport=websocket',
    '?EIO=4',
    '?EIO=4&transport=constructor',
    '?EIO=4&transport=__proto__',
    '?EIO=4&transport=polling&transport=websocket',
    '?EIO=4&transport[]=polling',
    '?EIO=4&transport=polling&sid=__proto__',
    '?EIO=4&transport=polling&sid=constructor',
    '?EIO=4&transport=polling&sid=a&sid=b',
    '?EIO=4&transport=webtransport',
    '?EIO=4&transport=websocket',
    '?__proto__=1',
    '?%',
  ])('with %j is refused as a bad one', async (query) => {
    const { status } = await board().send(`GET /socket.io/${query}`);
    expect(status).toBe(400);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('by %s is refused as a bad one', async (method) => {
    const { status } = await board().send(`${method} /socket.io/?EIO=4&transport=polling`, { body: '40' });
    expect(status).toBe(400);
  });

  it('with 17 KB of headers is refused', async () => {
    const socket = await tcpTo(board().url);
    const request = 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1';
    socket.write(`${request}\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(await nextText(socket)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await closed(socket)).toBe(true);
  });
});
