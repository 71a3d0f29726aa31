import { isRecord, quote } from './words.ts';

/** What an event led to, as far as its sender can see. */
export interface Answer {
  readonly kind: 'effect' | 'denied' | 'silence' | 'closed';
  readonly text: string;
}

export const SILENCE: Answer = { kind: 'silence', text: 'nothing came back' };
export const CLOSED: Answer = { kind: 'closed', text: 'the connection was closed' };

const DENIAL = /error|exception|denied|refused|forbidden|unauth|not.?allowed|invalid|required/i;

/** An acknowledgement; the shapes that servers use for a denial are many, so all common ones count. */
export function judgeAck(args: readonly unknown[]): Answer {
  return isDenial(args[0])
    ? { kind: 'denied', text: `denied: ${describe(args[0])}` }
    : { kind: 'effect', text: 'acknowledged' };
}

export function judgeEvent(name: string, args: readonly unknown[]): Answer {
  return DENIAL.test(name)
    ? { kind: 'denied', text: `denied: ${describe(args[0])}` }
    : { kind: 'effect', text: `answered with ${quote(name)}` };
}

function isDenial(value: unknown): boolean {
  if (typeof value === 'string') return DENIAL.test(value);
  if (!isRecord(value)) return value === false;
  if (value['ok'] === false || value['success'] === false) return true;
  if (value['error'] !== undefined && value['error'] !== null && value['error'] !== false) return true;
  return typeof value['status'] === 'string' && DENIAL.test(value['status']);
}

function describe(value: unknown): string {
  if (!isRecord(value)) return quote(typeof value === 'string' ? value : typeof value);
  const error = isRecord(value['error']) ? value['error'] : value;
  const text = error['code'] ?? error['message'] ?? value['error'];
  return quote(typeof text === 'string' ? text : 'without words');
}
