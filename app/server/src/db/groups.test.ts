import { RoomkeyError } from 'roomkey/contract';
import { describe, expect, it } from 'vitest';
import { inGroups } from './groups.ts';
import type { GroupOptions } from './groups.ts';

interface Write {
  readonly line: string;
  readonly user: string | null;
  readonly text: string;
}

const write = (text: string, user: string | null = text, line = 'post'): Write => ({ line, user, text });
const echo: GroupOptions<Write, string>['writeAll'] = async (_line, writes) => writes.map(({ text }) => text);

function setUp(writeAll = echo, maxSize?: number) {
  const groups: string[][] = [];
  const add = inGroups<Write, string>({
    lineOf: ({ line }) => line,
    userOf: ({ user }) => user,
    writeAll: (line, writes) => {
      groups.push(writes.map(({ text }) => text));
      return writeAll(line, writes);
    },
    ...(maxSize === undefined ? {} : { maxSize }),
  });
  return { groups, add };
}

/** Lets a test end the writing of each group. */
function gate() {
  const releases: (() => void)[] = [];
  const passed = (): Promise<void> => new Promise((resolve) => releases.push(resolve));
  return { releases, passed };
}

describe('writes in groups', () => {
  it('make one group of a turn, and the next of what comes while it is being written', async () => {
    const { releases, passed } = gate();
    const { groups, add } = setUp(async (line, writes) => {
      await passed();
      return echo(line, writes);
    });
    const first = [add(write('a')), add(write('b'))];
    await expect.poll(() => releases.length).toBe(1);
    const second = [add(write('c')), add(write('d'))];
    releases[0]?.();
    expect(await Promise.all(first)).toEqual(['a', 'b']);
    await expect.poll(() => releases.length).toBe(2);
    releases[1]?.();
    expect(await Promise.all(second)).toEqual(['c', 'd']);
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('of several lines do not wait for each other', async () => {
    const { groups, add } = setUp((line, writes) =>
      line === 'stuck' ? new Promise(() => undefined) : echo(line, writes),
    );
    void add(write('a', 'a', 'stuck'));
    expect(await add(write('b', 'b', 'free'))).toBe('b');
    expect(groups).toEqual([['a'], ['b']]);
  });

  it('of one user are in groups of their own, in the order in which they came', async () => {
    const { groups, add } = setUp();
    const writes = [
      write('1', 'ann'),
      write('2', 'ann'),
      write('3', 'bob'),
      write('4', 'ann'),
      write('5', 'bob'),
    ];
    await Promise.all(writes.map(add));
    expect(groups).toEqual([['1', '3'], ['2', '5'], ['4']]);
  });

  it('of nobody may be as many as they are', async () => {
    const { groups, add } = setUp();
    await Promise.all([write('1', null), write('2', null)].map(add));
    expect(groups).toEqual([['1', '2']]);
  });

  it('are no more than a group may hold, and keep their order', async () => {
    const { groups, add } = setUp(echo, 2);
    await Promise.all([write('1', 'ann'), write('2'), write('3', 'ann'), write('4'), write('5')].map(add));
    expect(groups).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  it('are refused one by one', async () => {
    const { add } = setUp(async (_line, writes) =>
      writes.map(({ text }) => (text === 'b' ? new RoomkeyError('not_found') : text)),
    );
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((text) => add(write(text))));
    expect(outcomes).toMatchObject([{ value: 'a' }, { reason: { code: 'not_found' } }, { value: 'c' }]);
  });

  it('are unavailable together when the database is, and the next are written', async () => {
    let away = true;
    const { add } = setUp((line, writes) => {
      if (away) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      return echo(line, writes);
    });
    const outcomes = await Promise.allSettled([add(write('a')), add(write('b'))]);
    const unavailable = { status: 'rejected', reason: expect.objectContaining({ code: 'unavailable' }) };
    expect(outcomes).toEqual([unavailable, unavailable]);
    away = false;
    expect(await add(write('c'))).toBe('c');
  });

  it('are not kept waiting for a database that just gave no answer', async () => {
    const { releases, passed } = gate();
    const { groups, add } = setUp(async () => {
      await passed();
      throw new Error('Query read timeout');
    });
    const first = add(write('a'));
    await expect.poll(() => releases.length).toBe(1);
    const settled = Promise.allSettled([first, add(write('b')), add(write('c'))]);
    releases[0]?.();
    const unavailable = { status: 'rejected', reason: expect.objectContaining({ code: 'unavailable' }) };
    expect(await settled).toEqual([unavailable, unavailable, unavailable]);
    expect(groups).toEqual([['a']]);
  });

  it('fail with what is no outage as it is', async () => {
    const failure = new TypeError('wrong');
    const { add } = setUp(() => Promise.reject(failure));
    await expect(add(write('a'))).rejects.toBe(failure);
  });
});
