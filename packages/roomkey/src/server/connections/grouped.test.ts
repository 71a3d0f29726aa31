import { describe, expect, it } from 'vitest';
import { createGrouped } from './grouped.ts';
import type { Grouped } from './grouped.ts';

const filled = (...values: readonly string[]): Grouped<string> => {
  const grouped = createGrouped<string>();
  for (const value of values) grouped.add('ada', value);
  return grouped;
};

describe('grouped values', () => {
  it('are found by their key alone', () => {
    const grouped = filled('a', 'b', 'c');
    grouped.add('bob', 'd');
    expect(grouped.get('ada')).toEqual(['a', 'b', 'c']);
    expect(grouped.get('bob')).toEqual(['d']);
    expect(grouped.get('eve')).toEqual([]);
  });

  it.each(['a', 'b', 'c'])('are the others once %s is deleted', (gone) => {
    const grouped = filled('a', 'b', 'c');
    grouped.delete('ada', gone);
    expect(grouped.get('ada')).toEqual(['a', 'b', 'c'].filter((value) => value !== gone));
  });

  it('are none once all are deleted, in whatever order, and can be added again', () => {
    for (const order of ['abc', 'cba', 'bac', 'bca']) {
      const grouped = filled('a', 'b', 'c');
      for (const value of order) grouped.delete('ada', value);
      expect(grouped.get('ada')).toEqual([]);
      grouped.add('ada', 'd');
      expect(grouped.get('ada')).toEqual(['d']);
    }
  });

  it('are held once, however often they are added', () => {
    expect(filled('a', 'a', 'b', 'b').get('ada')).toEqual(['a', 'b']);
  });

  it('stay when what is deleted was never there', () => {
    const grouped = filled('a');
    grouped.delete('ada', 'b');
    grouped.delete('bob', 'a');
    expect(grouped.get('ada')).toEqual(['a']);
  });
});
