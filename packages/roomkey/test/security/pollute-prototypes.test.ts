import { describe, expect, it } from 'vitest';
import { useBoard } from './support/board.ts';
import { openTransport } from './support/raw-transport.ts';

const board = useBoard();

/** JSON that reaches for a prototype; sent as text, since an object literal would not have the key. */
const reaches: readonly string[] = [
  '"__proto__":{"isAdmin":true,"role":"admin","polluted":"yes"}',
  '"constructor":{"prototype":{"isAdmin":true,"polluted":"yes"}}',
  '"prototype":{"polluted":"yes"}',
  '"toString":"yes"',
  '"hasOwnProperty":"yes"',
  '"__defineGetter__":"yes"',
];

/** Whatever a polluted prototype would change: the shape of answers, and what an ordinary user may do. */
async function expectClean(): Promise<void> {
  const [owner, mallory] = await Promise.all([board().person('Owner'), board().person('Mallory')]);
  const postId = await board().post(owner);
  const read = await board().send(`GET /api/posts/${postId}`);
  expect(read.text).not.toContain('polluted');
  expect(Object.keys(read.json().post).toSorted()).toEqual([
    'author',
    'body',
    'commentCount',
    'commentSeq',
    'createdAt',
    'id',
    'likeCount',
    'likedByMe',
    'title',
    'version',
    'viewCount',
    'visibility',
  ]);
  expect((await board().send(`DELETE /api/posts/${postId}`, { as: mallory })).status).toBe(403);
  const unknown = await board().send('POST /api/posts', { as: mallory, body: {} });
  expect(unknown.json().error.issues).toHaveLength(2);
}

describe('no prototype is reached', () => {
  it.each([
    ['join-post', ''],
    ['like-post', ''],
    ['view-post', ''],
    ['typing', ',"isTyping":true'],
    ['comment-post', ',"body":"Hello","opId":"00000000-0000-4000-8000-000000000000"'],
  ])('in a payload of %s', async (name, rest) => {
    const transport = await board().transport(await board().person('Mallory'));
    for (const reach of reaches) {
      const beside = await transport.request(name, `{"postId":"${board().postId}"${rest},${reach}}`);
      const within = await transport.request(name, `{"postId":{${reach}}${rest}}`);
      const refused = { ok: false, error: { code: 'invalid_payload' } };
      expect([reach, beside, within]).toMatchObject([reach, refused, refused]);
    }
    await expectClean();
  });

  it('in a handshake or a refresh', async () => {
    const { token } = await board().person('Mallory');
    for (const reach of reaches) {
      const transport = await openTransport(board().url);
      transport.send(`40{"token":"${token}",${reach}}`);
      expect(await transport.frame((frame) => /^4[04]/.test(frame))).toMatch(/^40/);
      transport.send(`421["refresh-session",{"token":"${token}",${reach}}]`);
      expect(await transport.frame((frame) => frame.startsWith('431['))).toContain('"ok":');
      transport.close();
    }
    await expectClean();
  });

  it.each(['POST /api/posts', 'POST /api/posts/:id/comments', 'PATCH /api/posts/:id'] as const)(
    'in the body of %s',
    async (request) => {
      const as = await board().person('Owner');
      const [method = '', path = ''] = request.replace(':id', board().postId).split(' ');
      const fields =
        '"title":"x","body":"x","opId":"00000000-0000-4000-8000-000000000000","visibility":"public"';
      for (const reach of reaches) {
        const { status } = await board().send(`${method} ${path}`, { as, body: `{${fields},${reach}}` });
        expect([reach, status]).toEqual([reach, 400]);
      }
      await expectClean();
    },
  );

  it('in the body of a sign-in', async () => {
    for (const reach of reaches) {
      const body = `{"email":"a@mail.test","password":"long enough",${reach}}`;
      const { status } = await board().send('POST /api/auth/sign-in/email', { body });
      expect([400, 401]).toContain(status);
    }
    await expectClean();
  });
});

it.each(['__proto__[polluted]=yes', 'constructor[prototype][polluted]=yes', '__proto__.polluted=yes'])(
  'no prototype is reached by the query %s',
  async (query) => {
    const statuses: number[] = [];
    for (const path of ['/api/posts', '/healthz', '/socket.io/'])
      statuses.push((await board().send(`GET ${path}?${query}&EIO=4&transport=polling`)).status);
    expect(statuses).toEqual([200, 200, 200]);
    await expectClean();
  },
);
