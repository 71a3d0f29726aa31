import { expect, it } from 'vitest';
import { createOriginCheck } from '../../src/server/transport/origins.ts';

// It was taken for no setting at all: the pages that it allows were refused one by one instead of at the start.
it('asks for a list instead of a function', () => {
  expect(() => createOriginCheck(undefined, () => undefined)).toThrow(/^Roomkey: set "origins"/);
});
