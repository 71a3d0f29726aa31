import {
  array,
  constant,
  constantFrom,
  dictionary,
  json,
  jsonValue,
  nat,
  oneof,
  option,
  string,
  stringMatching,
  tuple,
  webQueryParameters,
  webSegment,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';

export interface HttpTargets {
  readonly postId: string;
  readonly token: string;
  readonly cookie: string;
}

const methods = oneof(
  constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'),
  string({ maxLength: 12 }),
);

function paths({ postId }: HttpTargets): Arbitrary<string> {
  const known = constantFrom(
    '/',
    '/healthz',
    '/metrics',
    '/api/posts',
    `/api/posts/${postId}`,
    `/api/posts/${postId}/comments`,
    `/api/posts/${postId}/blocks/x`,
    '/api/devices/x',
    '/api/auth/token',
    '/api/auth/sign-in/email',
    '/api/auth/sign-up/email',
    '/api/auth/get-session',
    '/api/auth/admin/list-users',
    '/socket.io/?EIO=4&transport=polling',
    '/socket.io/?EIO=4&transport=websocket',
  );
  const part = oneof(
    webSegment(),
    constantFrom('..', '%2e%2e', '%00', '%', '%ff', '__proto__', '//', '\\', ';', '*', '?', '#', '🙂'),
    string({ maxLength: 30 }),
  );
  const query = webQueryParameters().map((text) => `?${text}`);
  return tuple(known, array(part, { maxLength: 2 }), option(query, { nil: '' }), nat(3)).map(
    ([path, parts, search, dice]) => (dice === 0 ? path : `${[path, ...parts].join('/')}${search}`),
  );
}

function headers({ token, cookie }: HttpTargets): Arbitrary<readonly string[]> {
  const line = oneof(
    constantFrom(
      'Host: x',
      'Host:',
      'Origin: null',
      'Origin: http://board.test',
      `Authorization: Bearer ${token}`,
      `Authorization: bearer ${token} x`,
      `Authorization: Bearer ${token.slice(0, -1)}`,
      'Authorization: Basic eDp4',
      'Authorization:',
      `Cookie: ${cookie}`,
      `Cookie: ${cookie}x`,
      'Cookie: =; ;;a',
      'Content-Type: application/json',
      'Content-Type: application/json; charset=utf-7',
      'Content-Type: text/plain',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 1',
      'Content-Length: -1',
      'Content-Length: 99999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      'Content-Encoding: gzip',
      'Expect: 100-continue',
      'Expect: x',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Connection: close',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99',
      'Sec-WebSocket-Protocol: ,,',
      'X-Forwarded-For: ,,1.2.3.4,::1%eth0,[',
      'X-Forwarded-Proto: javascript',
      'If-None-Match: *',
      'Range: bytes=0-,-1',
      'Accept: */*;q=x',
    ),
    tuple(stringMatching(/^[A-Za-z-]{1,20}$/), string({ maxLength: 60 })).map((pair) => pair.join(': ')),
  );
  return array(line, { maxLength: 8 });
}

const bodies = oneof(
  constant(''),
  json({ maxDepth: 6 }),
  string({ unit: 'binary', maxLength: 300 }),
  constantFrom(
    '{"title":"x","body":"x"}',
    '{"email":"a@mail.test","password":"x","name":"x"}',
    '5\r\nhello\r\n0\r\n\r\n',
  ),
  dictionary(
    constantFrom('title', 'body', 'opId', 'email', 'password', 'name', 'visibility'),
    jsonValue(),
  ).map((value) => JSON.stringify(value)),
);

/** Whole requests as they go over the wire. Each ends the connection, so that none waits for more to come. */
export function fuzzedHttp(targets: HttpTargets): Arbitrary<string> {
  const isFramed = /^(content-length|transfer-encoding):/i;
  return tuple(methods, paths(targets), headers(targets), bodies).map(([method, path, lines, body]) => {
    const length = lines.some((line) => isFramed.test(line))
      ? []
      : [`Content-Length: ${Buffer.byteLength(body)}`];
    const head = [`${method} ${path} HTTP/1.1`, 'Host: board.test', ...lines, ...length];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  });
}
