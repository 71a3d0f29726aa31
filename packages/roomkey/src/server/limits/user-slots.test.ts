import { describe, expect, it } from 'vitest';
import { createUserSlots } from './user-slots.ts';

const refused = expect.objectContaining({ code: 'too_many_connections', retry: 'backoff' });

describe('the slots of a user', () => {
  it('are so many, and no other user takes them', () => {
    const slots = createUserSlots(2);
    slots.take('ada');
    slots.take('ada');
    expect(() => slots.take('ada')).toThrow(refused);
    expect(() => slots.take('bob')).not.toThrow();
  });

  it('can be taken again when they were given back, and only as many', () => {
    const slots = createUserSlots(2);
    slots.take('ada');
    slots.take('ada');
    slots.giveBack('ada');
    slots.take('ada');
    expect(() => slots.take('ada')).toThrow(refused);
  });

  it('are forgotten with the last', () => {
    const slots = createUserSlots(2);
    slots.take('ada');
    slots.take('ada');
    slots.giveBack('ada');
    expect(slots.size).toBe(1);
    slots.giveBack('ada');
    expect(slots.size).toBe(0);
  });

  it('are endless where there is no limit', () => {
    const slots = createUserSlots(Infinity);
    for (let count = 0; count < 10_000; count += 1) slots.take('ada');
    expect(slots.size).toBe(1);
  });
});
