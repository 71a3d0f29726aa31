import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Schema } from '../../contract/index.ts';
import { assertEmpty, invalidPayload, parse, parseParams, splitPayload } from './parse.ts';

const issuesOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'invalid_payload' && 'issues' in error
      ? error.issues
      : error;
  }
  return 'accepted';
};

const names = new Set(['postId']);

describe('splitPayload', () => {
  it('takes the params of the room apart from the rest', () => {
    expect(splitPayload({ postId: 'p1', isTyping: true }, names)).toEqual({
      params: { postId: 'p1' },
      rest: { isTyping: true },
    });
  });

  it.each([
    [undefined],
    [null],
    [1],
    ['x'],
    [true],
    [[]],
    [Buffer.from('x')],
    [new Map()],
    [() => undefined],
  ])('refuses %o', async (payload) => {
    expect(await issuesOf(() => splitPayload(payload, names))).toEqual([
      { message: 'Expected an object', path: [] },
    ]);
  });

  it('keeps the keys of a prototype as keys, where no prototype is changed', () => {
    const payload: unknown = JSON.parse('{"postId":"p1","__proto__":{"isAdmin":true},"constructor":1}');
    const { params, rest } = splitPayload(payload, names);
    expect(Object.keys(rest)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(rest)).toBe(Object.prototype);
    expect('isAdmin' in rest).toBe(false);
    expect('isAdmin' in params).toBe(false);
  });

  it('reads no param from a prototype', () => {
    const inherited: unknown = Object.create({ postId: 'p1' });
    expect(() => splitPayload(inherited, names)).toThrow('Invalid payload');
    expect(splitPayload(Object.create(null), names)).toEqual({ params: {}, rest: {} });
  });
});

describe('parse', () => {
  const schema = (validate: Schema<unknown, unknown>['~standard']['validate']): Schema<unknown, unknown> => ({
    '~standard': { version: 1, vendor: 'test', validate },
  });

  it('returns what the schema makes of a value, now or later', async () => {
    expect(await parse(z.coerce.number(), '1')).toBe(1);
    expect(
      await parse(
        schema(async (value) => ({ value: [value] })),
        1,
      ),
    ).toEqual([1]);
  });

  it('names the paths of what is wrong, never the value', async () => {
    const text = schema(() => ({ issues: [{ message: 'No', path: ['a', { key: 0 }, Symbol('s')] }] }));
    expect(await issuesOf(() => parse(text, 'secret'))).toEqual([
      { message: 'No', path: ['a', 0, 'Symbol(s)'] },
    ]);
  });

  it('says no more than an answer should carry', () => {
    const issues = Array.from({ length: 50 }, () => ({
      message: 'x'.repeat(5000),
      path: ['y'.repeat(5000)],
    }));
    const error = invalidPayload(issues);
    expect(error.issues).toHaveLength(10);
    expect(JSON.stringify(error.issues).length).toBeLessThan(5000);
  });

  it('passes on what a schema throws, which is not the fault of the payload', async () => {
    const broken = schema(() => {
      throw new Error('broken');
    });
    expect(await issuesOf(() => parse(broken, 1))).toEqual(new Error('broken'));
  });
});

describe('parseParams', () => {
  it('returns the declared params and nothing else', async () => {
    const schemas = Object.entries({ board: z.string(), page: z.coerce.number() });
    expect(await parseParams(schemas, { board: 'b', page: '2', other: 1 })).toEqual({ board: 'b', page: 2 });
  });

  it('names the param', async () => {
    const nested = z.string().transform((_, context) => {
      context.addIssue({ code: 'custom', message: 'No', path: ['inner'] });
      return z.NEVER;
    });
    expect(await issuesOf(() => parseParams([['postId', nested]], { postId: 'x' }))).toEqual([
      { message: 'No', path: ['postId', 'inner'] },
    ]);
  });

  it.each([[''], [NaN], [Infinity], [null], [{}], [['p1']], [true], ['\ud800']])(
    'refuses %j, which cannot be part of a key, whatever the schema says',
    async (value) => {
      expect(await issuesOf(() => parseParams([['postId', z.any()]], { postId: value }))).toEqual([
        { message: 'Expected a string or number', path: ['postId'] },
      ]);
    },
  );
});

describe('assertEmpty', () => {
  it('names what nobody declared', async () => {
    expect(() => assertEmpty({})).not.toThrow();
    expect(await issuesOf(() => assertEmpty({ a: 1, b: 2 }))).toEqual([
      { message: 'Unknown key', path: ['a'] },
      { message: 'Unknown key', path: ['b'] },
    ]);
  });
});
