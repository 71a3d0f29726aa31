import { describe, expect, it } from 'vitest';
import { judgeAck, judgeEvent } from './answer.ts';

describe('an acknowledgement', () => {
  it.each([
    { ok: false, error: { code: 'forbidden' } },
    { success: false },
    { error: 'no' },
    { status: 'error' },
    { status: 'denied' },
    false,
    'Unauthorized',
  ])('%j is a denial', (value) => expect(judgeAck([value]).kind).toBe('denied'));

  it.each([
    { ok: true, data: 1 },
    { likes: 5 },
    { error: null },
    { status: 'ok' },
    'done',
    7,
    undefined,
    null,
  ])('%j is an effect', (value) => expect(judgeAck([value]).kind).toBe('effect'));
});

it('an event is judged by its name', () => {
  expect(judgeEvent('error', [{ message: 'Log in' }])).toEqual({ kind: 'denied', text: 'denied: "Log in"' });
  expect(judgeEvent('joined-post', [{}])).toEqual({ kind: 'effect', text: 'answered with "joined-post"' });
});
