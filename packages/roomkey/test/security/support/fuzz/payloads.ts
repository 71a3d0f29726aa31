import {
  array,
  constantFrom,
  dictionary,
  json as jsonText,
  nat,
  oneof,
  record,
  string,
  tuple,
  uuid,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';

/** A request as JSON: its name, and a payload that may be anything that JSON can say. */
export interface FuzzedRequest {
  readonly name: string;
  readonly payload: string;
}

export interface KnownThings {
  readonly postIds: readonly string[];
  readonly tokens: readonly string[];
}

/** Names that Socket.IO keeps for itself: a client that sends one is closed and gets no answer. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

/** JSON beyond what a JavaScript value becomes. */
const oddJson = constantFrom(
  'null',
  '-0',
  '1e309',
  '9007199254740993',
  '""',
  '[]',
  '{}',
  '"\\ud800"',
  '"\\u0000"',
  '[[[[[[[[]]]]]]]]',
  '{"__proto__":{"a":1}}',
  '{"$gt":""}',
  '{"toString":1}',
  '{"then":1}',
  '{"_placeholder":true,"num":0}',
);

const text = string({ unit: 'binary', maxLength: 300 }).map((value) => JSON.stringify(value));

const anyJson = oneof(oddJson, text, jsonText({ maxDepth: 6 }));

const jsonOf = (...values: readonly string[]): Arbitrary<string> =>
  constantFrom(...values.map((value) => JSON.stringify(value)));

/** Mostly as it should be, so that what lies behind the first check is reached. */
const mostly = (good: Arbitrary<string>): Arbitrary<string> =>
  oneof({ weight: 5, arbitrary: good }, { weight: 1, arbitrary: anyJson });

function fields({ postIds, tokens }: KnownThings): Readonly<Record<string, Arbitrary<string>>> {
  return {
    postId: mostly(
      oneof(
        jsonOf(...postIds),
        uuid().map((id) => JSON.stringify(id)),
      ),
    ),
    isTyping: mostly(constantFrom('true', 'false')),
    body: mostly(text),
    opId: mostly(uuid().map((id) => JSON.stringify(id))),
    token: mostly(jsonOf(...tokens)),
    connections: mostly(array(text, { maxLength: 3 }).map((ids) => `[${ids.join()}]`)),
  };
}

const requests: Readonly<Record<string, readonly string[]>> = {
  'join-post': ['postId'],
  'leave-post': ['postId'],
  'join-watch': ['postId'],
  'leave-watch': ['postId'],
  typing: ['postId', 'isTyping'],
  'like-post': ['postId'],
  'unlike-post': ['postId'],
  'view-post': ['postId'],
  'comment-post': ['postId', 'body', 'opId'],
  'refresh-session': ['token', 'connections'],
};

/** A request of the board with one thing or another wrong, or none. */
function nearlyRight(known: KnownThings): Arbitrary<FuzzedRequest> {
  const values = fields(known);
  const shapes = Object.entries(requests).map(([name, keys]) => {
    const own = Object.fromEntries(keys.map((key) => [key, values[key] ?? anyJson]));
    const extra = dictionary(string({ maxLength: 20 }), anyJson, { maxKeys: 1 });
    const payload = tuple(record(own, { requiredKeys: [] }), record(own), extra, nat(9)).map(
      ([part, whole, more, dice]) => objectOf(dice === 0 ? part : whole, dice === 1 ? more : {}),
    );
    return payload.map((value) => ({ name, payload: value }));
  });
  return oneof(...shapes);
}

function objectOf(...parts: readonly Readonly<Record<string, string | undefined>>[]): string {
  const members = parts.flatMap((part) => Object.entries(part));
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`;
}

/** Requests that are JSON: every one of them must be answered. */
export function fuzzedRequest(known: KnownThings): Arbitrary<FuzzedRequest> {
  const name = oneof(
    constantFrom(...Object.keys(requests)),
    string({ unit: 'binary', maxLength: 80 }).filter((candidate) => !RESERVED.has(candidate)),
  );
  return oneof(
    { weight: 4, arbitrary: nearlyRight(known) },
    { weight: 1, arbitrary: record({ name, payload: anyJson }) },
  );
}
