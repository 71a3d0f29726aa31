import { describe, expect, it } from 'vitest';
import { createTokenSource } from './token-source.ts';

const LIFETIME_SEC = 600;

function tokenOf(userId: string, serial: number): string {
  const claims = { sub: userId, iat: 1_000, exp: 1_000 + LIFETIME_SEC, serial };
  return `e30.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_')}.c2ln`;
}

/** A token endpoint whose session cookie belongs to `userId`. */
function endpoint(userId: string | null = 'ada') {
  const state = { userId, asked: 0, status: 200 };
  const answer = async (): Promise<Response> => {
    state.asked += 1;
    if (state.userId === null) return new Response(null, { status: 401 });
    return Response.json({ token: tokenOf(state.userId, state.asked) }, { status: state.status });
  };
  return { state, fetch: answer };
}

describe('the token source', () => {
  it('keeps a token until shortly before it expires', async () => {
    const { state, fetch } = endpoint();
    let now = 0;
    const tokens = createTokenSource({ fetch, now: () => now });
    const first = await tokens.get();
    now = (LIFETIME_SEC - 31) * 1000;
    expect(await tokens.get()).toBe(first);
    now = (LIFETIME_SEC - 29) * 1000;
    expect(await tokens.get()).not.toEqual(first);
    expect(state.asked).toBe(2);
  });

  it('asks anew when it is told to, and once for all who ask meanwhile', async () => {
    const { state, fetch } = endpoint();
    const tokens = createTokenSource({ fetch });
    await tokens.get();
    const [one, two] = await Promise.all([tokens.get({ forceRefresh: true }), tokens.get()]);
    expect(one).toEqual(two);
    expect(state.asked).toBe(2);
  });

  it('says null when nobody is signed in', async () => {
    const { fetch } = endpoint(null);
    expect(await createTokenSource({ fetch }).get()).toBeNull();
  });

  it.each([500, 503, 404, 429])('takes an answer of %i for an outage, not for signed out', async (status) => {
    const { state, fetch } = endpoint();
    state.status = status;
    await expect(createTokenSource({ fetch }).get()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('takes a network failure and rubbish for an outage', async () => {
    const offline = createTokenSource({ fetch: () => Promise.reject(new TypeError('offline')) });
    const rubbish = createTokenSource({ fetch: () => Promise.resolve(Response.json({ token: 'a.b.c' })) });
    await expect(offline.get()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(rubbish.get()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('never returns the former user after the identity changed, not even a late answer', async () => {
    const { state, fetch } = endpoint('ada');
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const tokens = createTokenSource({
      fetch: async () => {
        const response = await fetch();
        if (state.asked === 1) await held;
        return response;
      },
    });
    const late = tokens.get();
    state.userId = 'ben';
    await tokens.getToken({ forceRefresh: false, reason: 'identity-changed' });
    release();
    await late;
    expect(await tokens.get()).toMatchObject({ userId: 'ben' });
  });
});
