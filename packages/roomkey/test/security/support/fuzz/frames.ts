import { array, constantFrom, double, oneof, string, tuple, uint8Array } from 'fast-check';
import type { Arbitrary } from 'fast-check';

/** What a transport carries when everything is as it should be. */
function wellFormed(postId: string, token: string): readonly string[] {
  const payload = `{"postId":"${postId}"}`;
  return [
    '40',
    `40{"token":"${token}"}`,
    '40/other,{"a":1}',
    '41',
    '41/other,',
    `42["view-post",${payload}]`,
    `4212["join-post",${payload}]`,
    `4213["typing",{"postId":"${postId}","isTyping":true}]`,
    `42["comment-post",{"postId":"${postId}","body":"x","opId":"${postId}"}]`,
    '4314["x"]',
    '451-15["view-post",{"postId":{"_placeholder":true,"num":0}}]',
    '461-16[{"_placeholder":true,"num":0}]',
    '44{"message":"x"}',
    '2',
    '3',
    '2probe',
    '5',
    '6',
  ];
}

/** One change to a text at a place given as a fraction of its length. */
type Change = (frame: string, at: number, bit: string) => string;

const changes: readonly Change[] = [
  (frame) => frame,
  (frame, at) => frame.slice(0, at),
  (frame, at) => frame.slice(at),
  (frame, at) => frame.slice(0, at) + frame.slice(at + 1),
  (frame, at, bit) => frame.slice(0, at) + bit + frame.slice(at),
  (frame, at, bit) => frame.slice(0, at) + bit + frame.slice(at + 1),
  (frame, at) => frame.slice(0, at) + frame,
  (frame) => frame.replaceAll(/\d+/g, (digits) => `${digits}9`),
  (frame) => frame.replaceAll(/\d/g, '-'),
  (frame) => frame.replace('[', '[['),
  (frame) => frame.replaceAll('"', ''),
];

const bit = oneof(
  constantFrom(
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    '-',
    '/',
    '\\',
    '0',
    '9',
    ' ',
    '\u0000',
    '__proto__',
    'null',
    '1e999',
  ),
  string({ unit: 'binary', maxLength: 8 }),
);

function changed(frame: Arbitrary<string>): Arbitrary<string> {
  return tuple(frame, constantFrom(...changes), double({ min: 0, max: 1, noNaN: true }), bit).map(
    ([text, change, place, inserted]) => change(text, Math.floor(place * text.length), inserted),
  );
}

/** Frames in the order in which an attacker sends them on one transport. */
export function fuzzedFrames(postId: string, token: string): Arbitrary<readonly (string | Uint8Array)[]> {
  const good = constantFrom(...wellFormed(postId, token));
  const frame = oneof(
    { weight: 6, arbitrary: changed(good) },
    { weight: 3, arbitrary: changed(changed(good)) },
    { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: uint8Array({ maxLength: 200 }) },
  );
  return array(frame, { minLength: 10, maxLength: 10 });
}
