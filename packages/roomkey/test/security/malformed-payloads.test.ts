import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import type { RawTransport } from './support/raw-transport.ts';
import { ask } from './support/sockets.ts';
import type { Answer } from './support/sockets.ts';

const board = useBoard();

/** JSON as it is sent, since not all of it is what a client would make of a value. */
const oddValues: readonly string[] = [
  'null',
  '[]',
  '{}',
  '0',
  '-0',
  '1',
  '1e309',
  '-1e309',
  '9007199254740992',
  '0.1',
  '""',
  '"x"',
  '[[]]',
  '[null]',
  '{"$gt":""}',
  '{"toString":"x"}',
  '{"length":36}',
];

interface Shape {
  readonly request: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What each request takes; the value of a field is replaced, left out, or put where the payload belongs. */
function shapes(postId: string): readonly Shape[] {
  const post = { postId: JSON.stringify(postId) };
  const opId = JSON.stringify(crypto.randomUUID());
  return [
    { request: 'join-post', fields: post },
    { request: 'leave-post', fields: post },
    { request: 'join-watch', fields: post },
    { request: 'leave-watch', fields: post },
    { request: 'typing', fields: { ...post, isTyping: 'true' } },
    { request: 'like-post', fields: post },
    { request: 'unlike-post', fields: post },
    { request: 'view-post', fields: post },
    { request: 'comment-post', fields: { ...post, body: '"Hello"', opId } },
  ];
}

const toJson = (fields: Readonly<Record<string, string>>): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join()}}`;

/** Payloads of which one thing is wrong. */
function* wrong({ fields }: Shape, odd: string): Iterable<string> {
  if (odd !== '{}') yield odd;
  for (const name of Object.keys(fields)) {
    if (name === 'body' && odd === '"x"') continue;
    yield toJson({ ...fields, [name]: odd });
  }
}

async function codesOf(
  transport: RawTransport,
  request: string,
  payloads: Iterable<string>,
): Promise<string[]> {
  const codes: string[] = [];
  for (const payload of payloads) {
    const answer = (await transport.request(request, payload)) as Answer;
    codes.push(answer.ok === true ? `took ${payload}` : answer.error.code);
  }
  return codes;
}

const postOf = async (postId: string): Promise<Answer> =>
  (await board().send(`GET /api/posts/${postId}`)).json().post;

const requests = shapes('').map(({ request }) => request);

describe.each(requests)('%s', (request) => {
  it('takes no odd value for any of its fields, nor for all of them', async () => {
    const alice = await board().signUp('Alice');
    const postId = await board().post(alice);
    const shape = shapes(postId).find((candidate) => candidate.request === request);
    if (shape === undefined) throw new Error('No such request');
    for (const odd of oddValues) {
      const transport = await board().transport(alice);
      const codes = await codesOf(transport, request, wrong(shape, odd));
      expect([odd, new Set(codes)]).toEqual([odd, new Set(['invalid_payload'])]);
      transport.close();
    }
    expect(await postOf(postId)).toMatchObject({ likeCount: 0, viewCount: 0, commentCount: 0 });
  });

  it('takes nothing less than its fields', async () => {
    const { postId } = board();
    const shape = shapes(postId).find((candidate) => candidate.request === request);
    const fields = shape?.fields ?? {};
    const transport = await board().transport(await board().person('Alice'));
    const payloads = Object.keys(fields).map((left) =>
      toJson(Object.fromEntries(Object.entries(fields).filter(([name]) => name !== left))),
    );
    const codes = await codesOf(transport, request, payloads);
    expect(new Set(codes)).toEqual(new Set(['invalid_payload']));
  });
});

/** Texts, and what is stored of them; null: nothing is, it is no text. */
const texts: [string, string, string | null][] = [
  ['with NUL', 'a\u0000b', null],
  ['of NUL', '\u0000', null],
  ['with half a pair', 'a\ud800b', null],
  ['with the other half of a pair', 'a\udc00b', null],
  ['of blanks', ' \t\n\u00a0\u2003', null],
  ['of nothing', '', null],
  ['that is too long', 'x'.repeat(2_001), null],
  ['that is too long and repeats', `${'a'.repeat(9_999)}!`, null],
  ['as long as may be', 'x'.repeat(2_000), 'x'.repeat(2_000)],
  ['of four-byte characters', '😀'.repeat(1_000), '😀'.repeat(1_000)],
  ['that runs backwards', 'a\u202eb', 'a\u202eb'],
  ['of joined characters', '👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['with many marks on a letter', `z${'\u0351'.repeat(500)}`, `z${'\u0351'.repeat(500)}`],
  ['that ends a statement', "'; DROP TABLE posts; --", "'; DROP TABLE posts; --"],
  ['that ends an identifier', '"; select 1; --', '"; select 1; --'],
  ['of wildcards', '%_\\', '%_\\'],
  ['that is a parameter', '$1 ? :name', '$1 ? :name'],
  ['that is a template', '${7*7} {{7*7}} <%= 7*7 %>', '${7*7} {{7*7}} <%= 7*7 %>'],
  ['that is markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['that is a format', '%s %d %o', '%s %d %o'],
  ['that is JSON', '{"__proto__":1}', '{"__proto__":1}'],
];

describe('a text', () => {
  it.each(texts)('%s is stored as it is or refused, by socket', async (_, body, stored) => {
    const alice = await board().person('Alice');
    const postId = await board().post(alice);
    const socket = await board().connect(alice);
    const answer = await ask(socket, 'comment-post', { postId, body, opId: crypto.randomUUID() });
    expect(answer).toMatchObject(
      stored === null
        ? { ok: false, error: { code: 'invalid_payload' } }
        : { ok: true, data: { comment: { body: stored } } },
    );
    const { comments } = (await board().send(`GET /api/posts/${postId}/comments`)).json();
    expect(comments.map((comment: Answer) => comment.body)).toEqual(stored === null ? [] : [stored]);
  });

  it.each(texts)('%s is stored as it is or refused, by HTTP', async (_, body, stored) => {
    const alice = await board().person('Alice');
    const postId = await board().post(alice);
    const { status } = await board().send(`POST /api/posts/${postId}/comments`, {
      as: alice,
      body: { body, opId: crypto.randomUUID() },
    });
    expect(status).toBe(stored === null ? 400 : 201);
    const { comments } = (await board().send(`GET /api/posts/${postId}/comments`)).json();
    expect(comments.map((comment: Answer) => comment.body)).toEqual(stored === null ? [] : [stored]);
  });

  const titles = texts.filter(([, title]) => title.length <= 140);

  it.each(titles)('%s is stored as it is or refused, as a title', async (_, title, stored) => {
    const as = await board().person('Alice');
    const answer = await board().send('POST /api/posts', { as, body: { title, body: 'A body' } });
    const expected = stored === null ? { error: { code: 'invalid_payload' } } : { post: { title: stored } };
    expect(answer.json()).toMatchObject(expected);
  });

  const names = texts.filter(([, name]) => name.length <= 140);

  it.each(names)('%s breaks nothing where a name belongs', async (_, name) => {
    const email = `${crypto.randomUUID()}@mail.test`;
    const { status } = await board().send('POST /api/auth/sign-up/email', {
      body: { name, email, password: 'long enough' },
    });
    expect([200, 400, 422]).toContain(status);
  });
});

describe('a request over HTTP', () => {
  it.each([
    ['no JSON', '{'],
    ['a text for the body', '"x"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['deep JSON', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['numbers that are too large', '{"title":1e999,"body":-1e999}'],
    ['the same key twice', '{"title":"a","title":1,"body":"b"}'],
  ])('with %s is refused', async (_, body) => {
    const answer = await board().send('POST /api/posts', { as: await board().person('Alice'), body });
    expect([answer.status, answer.json().error.code]).toEqual([400, 'invalid_payload']);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('with more than a body may have is refused', async () => {
    const body = { title: 'x', body: 'x'.repeat(100_000) };
    expect((await board().send('POST /api/posts', { as: await board().person('Alice'), body })).status).toBe(
      413,
    );
  });

  it.each([
    '?limit=0',
    '?limit=1e9',
    '?limit=-1',
    '?limit=x',
    '?limit[]=1',
    '?limit=1&limit=2',
    '?cursor=x',
    '?cursor=%00',
    '?cursor[$gt]=',
    '?cursor=%F0%28',
    `?cursor=${'x'.repeat(1_000)}`,
    '?__proto__[limit]=1',
  ])('for posts%s is answered or refused, and fails nowhere', async (query) => {
    const { status } = await board().send(`GET /api/posts${query}`);
    expect([200, 400]).toContain(status);
  });

  it.each(['%00', '%', '%C0%AF', '..%2f..%2f', '__proto__', 'constructor', "'", 'x'.repeat(8_000)])(
    'for the post %s finds none',
    async (id) => {
      const { status } = await board().send(`GET /api/posts/${id}`);
      expect([400, 404]).toContain(status);
    },
  );
});
